import type { FastifyBaseLogger } from 'fastify';
import type { PlatformEndpoint } from './observer.ts';
import { OutageLog } from './outages.ts';

/** Milliseconds without a failed call after which the store outage is over. */
const STORE_CALM_MS = 10_000;

/** Log lines about events that concern more than one request. */
export class OperatorLog {
  /** Must be told the result of every call to the session store. */
  readonly storeCalls: OutageLog;
  readonly #log: () => FastifyBaseLogger;
  #hasForeignSessions = false;

  constructor(log: () => FastifyBaseLogger, now: () => number) {
    this.#log = log;
    this.storeCalls = new OutageLog({
      now,
      calm: STORE_CALM_MS,
      onBegin: () => log().warn('the session store does not answer'),
      onEnd: (failed) => log().info({ failed }, 'the session store answers again'),
    });
  }

  /** @param error log fields of the platform error that opened the circuit breaker; undefined if it closed */
  circuitChanged(endpoint: PlatformEndpoint, error: Record<string, unknown> | undefined): void {
    if (error) this.#log().warn({ endpoint, ...error }, 'the platform is spared for now');
    else this.#log().info({ endpoint }, 'the platform is asked again');
  }

  /** Logs once that a session cannot be used because PLATFORM_URL or OAUTH_CLIENT_ID has changed. */
  foreignSession(): void {
    if (this.#hasForeignSessions) return;
    this.#hasForeignSessions = true;
    this.#log().warn(
      'a session belongs to another PLATFORM_URL or OAUTH_CLIENT_ID: its tokens are not used, and its user has to sign in again. If the platform moved, set PLATFORM_MOVED_FROM to its former address.',
    );
  }
}
