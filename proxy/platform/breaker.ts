import { PlatformFault } from './faults.ts';
import { lasts, type Pause, sparedFault } from './pause.ts';

export interface BreakerOptions {
  /** Unix milliseconds. */
  now: () => number;
  /** From 0 up to but not including 1. */
  random: () => number;
  /** Told of the fault with which sparing begins, and with undefined when it is over. */
  onChange?: (fault: PlatformFault | undefined) => void;
}

/** Faults in a row after which calls are spared. */
const MOST_FAULTS = 5;

/** Milliseconds of the first pause, and of the longest that nobody asked for. */
const LENGTH = { first: 1_000, longest: 15_000 };

/**
 * Spares an endpoint that is down: after five faults in a row, or where it named a `Retry-After` itself,
 * calls fail at once with the fault that was seen last, until a pause is over. Then one call tries; the
 * pauses double while that fails.
 */
export class Breaker {
  readonly #options: BreakerOptions;
  #faults = 0;
  #pauses = 0;
  #pause: Pause | undefined;
  #isTrying = false;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  /** @throws {PlatformFault} that of the call, or one that is `spared`. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const tries = this.#pause !== undefined;
    if (this.#pause) this.#requireTurn(this.#pause);
    this.#isTrying = tries;
    try {
      const result = await call();
      this.#close();
      return result;
    } catch (error) {
      this.#note(error, tries);
      throw error;
    } finally {
      if (tries) this.#isTrying = false;
    }
  }

  #requireTurn(pause: Pause): void {
    const now = this.#options.now();
    if (lasts(pause, now) || this.#isTrying) throw sparedFault(pause, now);
  }

  #note(error: unknown, tried: boolean): void {
    if (!(error instanceof PlatformFault)) return;
    // Any other answer comes from a platform that is up.
    if (!error.down) {
      this.#close();
      return;
    }
    this.#faults += 1;
    const asked = error.kind === 'unavailable' ? error.retryAfter : undefined;
    // The call began before the pause did: it tells nothing new, unless it names a time.
    const late = tried ? undefined : this.#pause;
    const isEnough = tried || (!late && this.#faults >= MOST_FAULTS);
    if (asked === undefined && !isEnough) return;
    const from = this.#options.now();
    const until = Math.max(from + this.#length(asked), late?.until ?? 0);
    if (!this.#pause) this.#options.onChange?.(error);
    this.#pause = { from, until, fault: error };
    this.#pauses += 1;
  }

  /** Milliseconds; one that nobody asked for is cut by up to a half, so that several proxies do not call in step. */
  #length(asked: number | undefined): number {
    if (asked !== undefined) return asked * 1000;
    const length = Math.min(LENGTH.longest, LENGTH.first * 2 ** Math.min(this.#pauses, 10));
    return length * (1 - this.#options.random() / 2);
  }

  #close(): void {
    if (this.#pause) this.#options.onChange?.(undefined);
    this.#faults = 0;
    this.#pauses = 0;
    this.#pause = undefined;
  }
}
