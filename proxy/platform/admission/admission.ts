/**
 * Admission decides whether and when a request to the platform may be sent.
 *
 * Five things can hold a request back. Each has a scope, so that what the platform does to one caller or at
 * one endpoint delays no other:
 *
 * | mechanism       | scope                   | starts with                            | a request in the meantime |
 * | --------------- | ----------------------- | -------------------------------------- | ------------------------- |
 * | refresh budget  | one caller              | three refreshes forced by 401          | fails                     |
 * | cooldown        | one caller and endpoint | `Retry-After`, or failures in a row    | fails                     |
 * | queue and rate  | all callers             | 429 for several callers within seconds | waits, in order           |
 * | circuit breaker | one endpoint            | failures in a row of several callers   | fails                     |
 * | repetition      | one request             | 429                                    | is sent again             |
 *
 * A request passes them in this order. The order matters: a caller in a cooldown takes no place in the queue,
 * and a request that waited in the queue meets the circuit breaker as it is then. A refresh takes its lease
 * after the queue, because a lease lasts no longer than one request; therefore {@link Admission.run} wraps
 * the work that ends in a request, and {@link Admission.attempt} the request itself.
 *
 * A request that is not sent fails with the error of an earlier request, marked `notSent` and with the
 * remaining time as `Retry-After`. It counts for nothing: only sent requests start or end a cooldown, change
 * the rate, or open and close a circuit breaker.
 *
 * Anybody can cause a code exchange with a made-up code. It therefore has no cooldown and no circuit breaker,
 * its 429 does not count for the rate, and it is never repeated (RFC 6749 section 4.1.2); it only takes its
 * place in the queue, where sign-ins alternate with other requests. The check of the client credentials is
 * subject to none of this.
 *
 * Cooldowns and circuit breakers use Unix time, and end if the clock is set back. The queue measures short
 * times and uses a monotonic clock.
 */
import type { Observer, PlatformEndpoint } from '../../observability/observer.ts';
import { PlatformError } from '../errors/platform-error.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { Cooldowns, type CooldownsOptions } from './cooldowns.ts';
import { RefreshBudget } from './refresh-budget.ts';
import { RequestQueue, type RequestQueueOptions } from './request-queue.ts';

/** The endpoints of requests for a caller that has signed in. */
export type CallerEndpoint = Exclude<PlatformEndpoint, 'code_exchange' | 'credentials_check'>;

export interface AdmissionOptions extends CooldownsOptions, Omit<RequestQueueOptions, 'observer'> {
  observer: Observer;
  /** Receives the error that opens the circuit breaker of an endpoint, and undefined when it closes. */
  onCircuitChange: (endpoint: CallerEndpoint, error: PlatformError | undefined) => void;
}

/**
 * Milliseconds after a refresh until the next background refresh. If access tokens live five minutes or less,
 * every read would otherwise start one.
 */
const MIN_REFRESH_INTERVAL_MS = 30_000;

export class Admission {
  readonly #observer: Observer;
  readonly #queue: RequestQueue;
  readonly #cooldowns: Cooldowns;
  readonly #breakers: Record<CallerEndpoint, CircuitBreaker>;
  readonly #refreshBudget: RefreshBudget;

  constructor(options: AdmissionOptions) {
    const breaker = (endpoint: CallerEndpoint) =>
      new CircuitBreaker({
        ...options,
        onChange: (error) => options.onCircuitChange(endpoint, error),
      });
    this.#observer = options.observer;
    this.#queue = new RequestQueue(options);
    this.#cooldowns = new Cooldowns(options);
    this.#breakers = {
      refresh: breaker('refresh'),
      userinfo: breaker('userinfo'),
      topup: breaker('topup'),
    };
    this.#refreshBudget = new RefreshBudget(options.now);
  }

  /**
   * Runs work that sends one request when cooldown and queue allow it, and again after a 429.
   * @param caller an opaque key; the address for a code exchange
   * @throws {PlatformError} with `notSent` if the request may not be sent
   */
  async run<T>(
    endpoint: CallerEndpoint | 'code_exchange',
    caller: string,
    work: () => Promise<T>,
  ): Promise<T> {
    if (endpoint === 'code_exchange') {
      return this.#queue.run({ key: caller, isSignIn: true }, work);
    }
    const key = `${endpoint} ${caller}`;
    const notSent = this.#cooldowns.errorOf(key);
    if (notSent) {
      this.#observer.platformRequest(endpoint)('not_sent');
      throw notSent;
    }
    try {
      const result = await this.#queue.run({ key: caller, isSignIn: false }, work);
      this.#cooldowns.succeeded(key, endpoint === 'refresh' ? MIN_REFRESH_INTERVAL_MS : 0);
      return result;
    } catch (error) {
      this.#cooldowns.failed(key, error);
      throw error;
    }
  }

  /**
   * Sends one request if the circuit breaker of its endpoint allows it.
   * @throws {PlatformError} the error of `send`, or one with `notSent`
   */
  attempt<T>(endpoint: PlatformEndpoint, caller: string, send: () => Promise<T>): Promise<T> {
    if (endpoint === 'code_exchange' || endpoint === 'credentials_check') {
      return this.#sendCounted(undefined, send);
    }
    return this.#breakers[endpoint].run(caller, () => this.#sendCounted(caller, send));
  }

  /** Whether a refresh that no request waits for may start. */
  allowsBackgroundRefresh(caller: string): boolean {
    return this.#cooldowns.allowsBackground(`refresh ${caller}`);
  }

  /** Takes a refresh that a 401 forces from the budget of the caller; returns false if none is left. */
  takeForcedRefresh(caller: string): boolean {
    return this.#refreshBudget.take(caller);
  }

  /** Must be called if the platform refuses the token of a forced refresh as well. */
  forcedRefreshRefused(caller: string): void {
    this.#refreshBudget.empty(caller);
  }

  /** Adapts the rate to the result. */
  async #sendCounted<T>(caller: string | undefined, send: () => Promise<T>): Promise<T> {
    const { rate } = this.#queue;
    try {
      const result = await send();
      rate.accepted();
      return result;
    } catch (error) {
      const { kind, meaning } = error instanceof PlatformError ? error : UNKNOWN;
      if (kind !== 'rate_limited' && meaning.hasResponse) rate.accepted();
      if (kind === 'rate_limited' && caller !== undefined) rate.refused(caller);
      throw error;
    }
  }
}

/** An error that is no platform error comes from the handling of a response. */
const UNKNOWN = new PlatformError('unreadable', 'unknown error');
