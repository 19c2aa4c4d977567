import { PlatformFault } from './faults.ts';
import { lasts, type Pause, sparedFault } from './pause.ts';

/** Pauses kept in memory at the most; the oldest make room. */
const MOST_PAUSES = 10_000;

/** Milliseconds between two tries of work that nobody waits for, where the platform named no time. */
const UNASKED_PAUSE = 5_000;

/**
 * Times before which the platform does not want to be asked for a session again: it said `Retry-After`
 * to that session (RFC 6585 section 4, RFC 9110 section 10.2.3).
 */
export class Pauses {
  readonly #now: () => number;
  readonly #pauses = new Map<string, Pause>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws {PlatformFault} a `spared` one while the pause that the platform asked for lasts. */
  require(key: string): void {
    const pause = this.#under(key);
    if (pause?.fault.retryAfter !== undefined) throw sparedFault(pause, this.#now());
  }

  /** Whether work that nobody waits for may try. */
  allows(key: string): boolean {
    return this.#under(key) === undefined;
  }

  /** Remembers what a fault says of the next try. */
  note(key: string, error: unknown): void {
    if (!(error instanceof PlatformFault) || error.spared) return;
    const from = this.#now();
    const until = from + (error.retryAfter === undefined ? UNASKED_PAUSE : error.retryAfter * 1000);
    this.#pauses.delete(key);
    this.#pauses.set(key, { from, until, fault: error });
    if (this.#pauses.size <= MOST_PAUSES) return;
    const [oldest] = this.#pauses.keys();
    if (oldest !== undefined) this.#pauses.delete(oldest);
  }

  /** Forgets a pause: the platform has answered. */
  clear(key: string): void {
    this.#pauses.delete(key);
  }

  #under(key: string): Pause | undefined {
    const pause = this.#pauses.get(key);
    if (pause && lasts(pause, this.#now())) return pause;
    this.#pauses.delete(key);
    return undefined;
  }
}
