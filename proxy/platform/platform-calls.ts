import type { CallOutcome, Observer, PlatformEndpoint } from '../metrics/observer.ts';
import { Breaker, type BreakerOptions } from './breaker.ts';
import { PlatformFault } from './faults.ts';
import type { UnusableReason } from './response-summary.ts';

export interface PlatformCallsOptions extends Omit<BreakerOptions, 'onChange'> {
  observer: Observer;
  /** Told of the fault with which an endpoint begins to be spared, and with undefined when that is over. */
  onSparing: (endpoint: PlatformEndpoint, fault: PlatformFault | undefined) => void;
}

/** Every call to the platform goes through here: counted and timed, and spared while its endpoint is down. */
export class PlatformCalls {
  readonly #observer: Observer;
  readonly #breakers: Record<PlatformEndpoint, Breaker>;

  constructor(options: PlatformCallsOptions) {
    const breaker = (endpoint: PlatformEndpoint) =>
      new Breaker({ ...options, onChange: (fault) => options.onSparing(endpoint, fault) });
    this.#observer = options.observer;
    this.#breakers = {
      token: breaker('token'),
      userinfo: breaker('userinfo'),
      topup: breaker('topup'),
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
      const reason = reasonOf(error);
      if (reason) this.#observer.unusableResponse(endpoint, reason);
      throw error;
    }
  }
}

function reasonOf(error: unknown): UnusableReason | undefined {
  if (!(error instanceof PlatformFault) || error.spared) return undefined;
  return error.response?.reason;
}

function outcomeOf(error: unknown): CallOutcome {
  if (!(error instanceof PlatformFault)) return 'unreadable';
  return error.spared ? 'spared' : error.kind;
}
