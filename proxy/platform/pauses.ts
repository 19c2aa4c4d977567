import { BoundedMap } from '../memory/bounded-map.ts';
import { PlatformFault } from './faults.ts';
import { lasts, type Pause, type Rest, sparedFault } from './pause.ts';

/** Sessions remembered at the most; the oldest make room. */
const MOST_SESSIONS = 10_000;

/** Milliseconds between two tries of work that nobody waits for, where the platform named no time. */
const AFTER_FAULT = 5_000;

/**
 * For each session the time before which the platform does not want to be asked again: it said
 * `Retry-After` (RFC 6585 section 4, RFC 9110 section 10.2.3), or was asked just now.
 */
export class Pauses {
  readonly #now: () => number;
  readonly #pauses = new BoundedMap<Pause | Rest>(MOST_SESSIONS);

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws {PlatformFault} a `spared` one while a pause that the platform asked for lasts. */
  require(key: string): void {
    const pause = this.#pauseOf(key);
    if (pause && 'fault' in pause && pause.fault.retryAfter !== undefined) {
      throw sparedFault(pause, this.#now());
    }
  }

  /** Whether work that nobody waits for may try. */
  allows(key: string): boolean {
    return this.#pauseOf(key) === undefined;
  }

  /** Remembers what a fault says of the next try. */
  note(key: string, error: unknown): void {
    if (!(error instanceof PlatformFault) || error.spared) return;
    const from = this.#now();
    const length = error.retryAfter === undefined ? AFTER_FAULT : error.retryAfter * 1000;
    this.#pauses.set(key, { from, until: from + length, fault: error });
  }

  /** Has work that nobody waits for rest for this many milliseconds. */
  rest(key: string, length: number): void {
    const from = this.#now();
    this.#pauses.set(key, { from, until: from + length });
  }

  #pauseOf(key: string): Pause | Rest | undefined {
    const pause = this.#pauses.get(key);
    if (pause && lasts(pause, this.#now())) return pause;
    this.#pauses.delete(key);
    return undefined;
  }
}
