import { backoffMs } from '../../timing/backoff.ts';
import { PlatformError } from '../errors/platform-error.ts';
import { type Cooldown, type CooldownsOptions, cooldownError } from './cooldowns.ts';

export interface CircuitBreakerOptions extends CooldownsOptions {
  /** Receives the error that opens the circuit breaker, and undefined when it closes. */
  onChange: (error: PlatformError | undefined) => void;
}

/** Failures in a row that open the circuit breaker. */
const MAX_FAILURES = 5;

/** How many of them one caller can contribute; responses to one caller never open it. */
const MAX_FAILURES_PER_CALLER = 3;

/** After an outage all callers are served again within `maxMs`. */
const COOLDOWN = { firstMs: 1_000, maxMs: 2_000 };

/**
 * The circuit breaker of one endpoint. Failures in a row of several callers open it; requests then fail with
 * the last error. After each cooldown it is half-open and lets one request through: if that succeeds it
 * closes, otherwise the next cooldown runs.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  /** Failures since the last success by caller, while closed. */
  readonly #failures = new Map<string, number>();
  /** Set while it is not closed. */
  #cooldown: Cooldown | undefined;
  #cooldownCount = 0;
  /** The caller of the last request that was let through while half-open. */
  #lastTrialCaller: string | undefined;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
  }

  /** @throws {PlatformError} the error of `send`, or one with `notSent` */
  async run<T>(caller: string, send: () => Promise<T>): Promise<T> {
    if (this.#cooldown) this.#beginTrial(caller, this.#cooldown);
    try {
      const result = await send();
      this.#close();
      return result;
    } catch (error) {
      if (error instanceof PlatformError) this.#failed(caller, error);
      throw error;
    }
  }

  #beginTrial(caller: string, cooldown: Cooldown): void {
    const { from, until, error } = cooldown;
    // After a failed trial other callers go first, because the failure may concern that caller alone.
    const isRepeated = caller === this.#lastTrialCaller;
    const own = isRepeated ? { ...cooldown, until: 2 * until - from } : cooldown;
    const notSent = cooldownError(own, this.#options.now());
    if (notSent) throw notSent;
    this.#lastTrialCaller = caller;
    this.#startCooldown(error);
  }

  #failed(caller: string, error: PlatformError): void {
    // Any other error is a response of a platform that is up.
    if (!error.meaning.isOutage) this.#close();
    // While open, failures come from trials and from requests that were sent before, and change nothing.
    else if (!this.#cooldown && this.#countFailure(caller) >= MAX_FAILURES) {
      this.#options.onChange(error);
      this.#startCooldown(error);
    }
  }

  #startCooldown(error: PlatformError): void {
    const { now, random } = this.#options;
    const from = now();
    const until = from + backoffMs(this.#cooldownCount++, COOLDOWN, random());
    this.#cooldown = { from, until, error };
  }

  /** @returns the failures of all callers since the last success */
  #countFailure(caller: string): number {
    const failures = (this.#failures.get(caller) ?? 0) + 1;
    this.#failures.set(caller, Math.min(MAX_FAILURES_PER_CALLER, failures));
    return [...this.#failures.values()].reduce((sum, count) => sum + count, 0);
  }

  #close(): void {
    if (this.#cooldown) this.#options.onChange(undefined);
    this.#failures.clear();
    this.#cooldown = undefined;
    this.#cooldownCount = 0;
    this.#lastTrialCaller = undefined;
  }
}
