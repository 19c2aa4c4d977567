import { backoffMs, type Cooldown, isActive, skippedFault } from './cooldown.ts';
import { PlatformError } from './errors/platform-error.ts';

export interface CircuitBreakerOptions {
  /** Unix milliseconds. */
  now: () => number;
  /** From 0 up to but not including 1. */
  random: () => number;
  /** Gets the fault that opens it, and undefined when it closes. */
  onChange?: (fault: PlatformError | undefined) => void;
}

/** Failures in a row that open it. */
const MAX_FAILURES = 5;

/** How many of them may be one session's: what the platform sends to one session never opens it. */
const MAX_FAILURES_OF_ONE = 3;

/** Milliseconds: after an outage everybody is served again within this time. */
const MAX_COOLDOWN_MS = 2_000;

/**
 * The circuit breaker of one endpoint. Failures of several sessions in a row open it: calls then fail at
 * once with the fault that was seen last. After each cooldown it is half-open and lets one call through as a
 * trial: its success closes the circuit, and until then the next cooldown runs.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  /** For each session its failures since the last success, while it is closed. */
  readonly #failures = new Map<string, number>();
  #cooldown: Cooldown | undefined;
  #cooldowns = 0;
  /** The session that made the last trial. */
  #lastTrial: string | undefined;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
  }

  /** @throws {PlatformError} the call's, or one with `notSent` for a request that is not sent. */
  async run<T>(session: string, call: () => Promise<T>): Promise<T> {
    if (this.#cooldown) this.#requireTrial(session, this.#cooldown);
    try {
      const result = await call();
      this.#close();
      return result;
    } catch (error) {
      this.#note(error, session);
      throw error;
    }
  }

  #requireTrial(session: string, cooldown: Cooldown): void {
    const now = this.#options.now();
    const { from, until, fault } = cooldown;
    // After a trial that failed the others go first: the failure can be that session's own.
    const own = session === this.#lastTrial ? { ...cooldown, until: 2 * until - from } : cooldown;
    if (isActive(own, now)) throw skippedFault(own, now);
    this.#lastTrial = session;
    this.#startCooldown(fault);
  }

  #note(error: unknown, session: string): void {
    if (!(error instanceof PlatformError)) return;
    // Any other response comes from a platform that is up.
    if (!error.down) this.#close();
    // While it is open, failures come from a trial or from calls that began before, and change nothing.
    else if (!this.#cooldown && this.#isEnough(session)) {
      this.#options.onChange?.(error);
      this.#startCooldown(error);
    }
  }

  #startCooldown(fault: PlatformError): void {
    const { now, random } = this.#options;
    const from = now();
    const until = from + backoffMs(this.#cooldowns, MAX_COOLDOWN_MS, random());
    this.#cooldown = { from, until, fault };
    this.#cooldowns += 1;
  }

  /** Counts a failure; whether there are enough now. */
  #isEnough(session: string): boolean {
    const ofOne = (this.#failures.get(session) ?? 0) + 1;
    this.#failures.set(session, Math.min(MAX_FAILURES_OF_ONE, ofOne));
    let sum = 0;
    for (const failures of this.#failures.values()) sum += failures;
    return sum >= MAX_FAILURES;
  }

  #close(): void {
    if (this.#cooldown) this.#options.onChange?.(undefined);
    this.#failures.clear();
    this.#cooldown = undefined;
    this.#cooldowns = 0;
    this.#lastTrial = undefined;
  }
}
