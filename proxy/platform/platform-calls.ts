import type { CallOutcome, Observer, PlatformEndpoint } from '../metrics/observer.ts';
import { Breaker, type BreakerOptions } from './breaker.ts';
import { PlatformFault } from './faults.ts';

/** Every call to the platform goes through here: counted and timed, and spared while its endpoint is down. */
export class PlatformCalls {
  readonly #observer: Observer;
  readonly #breakers: Record<PlatformEndpoint, Breaker>;

  constructor(options: BreakerOptions & { observer: Observer }) {
    this.#observer = options.observer;
    this.#breakers = {
      token: new Breaker(options),
      userinfo: new Breaker(options),
      topup: new Breaker(options),
    };
  }

  /** @throws {PlatformFault} */
  async run<T>(endpoint: PlatformEndpoint, call: () => Promise<T>): Promise<T> {
    const ended = this.#observer.platformCall(endpoint);
    try {
      const result = await this.#breakers[endpoint].run(call);
      ended('ok');
      return result;
    } catch (error) {
      ended(outcomeOf(error));
      throw error;
    }
  }
}

function outcomeOf(error: unknown): CallOutcome {
  if (!(error instanceof PlatformFault)) return 'unreadable';
  return error.spared ? 'spared' : error.kind;
}
