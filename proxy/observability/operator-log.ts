import type { FastifyBaseLogger } from 'fastify';
import type { PlatformEndpoint } from './observer.ts';

/** Log lines about events that concern more than one request. */
export class OperatorLog {
  readonly #log: FastifyBaseLogger;
  #hasForeignSessions = false;

  constructor(log: FastifyBaseLogger) {
    this.#log = log;
  }

  /** @param error log fields of the platform error that opened the circuit breaker; undefined if it closed */
  circuitChanged(endpoint: PlatformEndpoint, error: Record<string, unknown> | undefined): void {
    if (error) this.#log.warn({ endpoint, ...error }, 'circuit breaker opened');
    else this.#log.info({ endpoint }, 'circuit breaker closed');
  }

  /** Logs once that a session cannot be used because PLATFORM_URL or OAUTH_CLIENT_ID has changed. */
  foreignSession(): void {
    if (this.#hasForeignSessions) return;
    this.#hasForeignSessions = true;
    this.#log.warn(
      'a session belongs to another PLATFORM_URL or OAUTH_CLIENT_ID: its tokens are not used, and its user has to sign in again. If the platform moved, set PLATFORM_MOVED_FROM to its former address.',
    );
  }
}
