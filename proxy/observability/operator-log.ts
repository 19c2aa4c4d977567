import type { FastifyBaseLogger } from 'fastify';
import { describeFailure, describePlatformError, levelOf } from '../http/request-log.ts';
import type { PlatformError } from '../platform/errors/platform-error.ts';
import { toProxyError } from '../platform/errors/to-proxy-error.ts';
import type { SessionEndpoint } from '../platform/platform-requests.ts';
import { OutageLog } from './outages.ts';

/** Milliseconds without a fault of the store after which it counts as well again. */
const STORE_CALM = 10_000;

/** The lines about what no single request stands for: a platform that is down, a store that is away. */
export class OperatorLog {
  /** Every call to the session store, failed or not, is to be noted here. */
  readonly storeCalls: OutageLog;
  readonly #log: () => FastifyBaseLogger;
  #hasForeignSessions = false;

  /** @param log asked for only when there is something to write */
  constructor(log: () => FastifyBaseLogger, now: () => number) {
    this.#log = log;
    this.storeCalls = new OutageLog({
      now,
      calm: STORE_CALM,
      onBegin: () => log().warn('the session store does not answer'),
      onEnd: (failed) => log().info({ failed }, 'the session store answers again'),
    });
  }

  /** An endpoint of the platform is spared from now on, for a fault, or no longer. */
  sparing(endpoint: SessionEndpoint, fault: PlatformError | undefined): void {
    if (fault) {
      this.#log().warn(
        { endpoint, ...describePlatformError(fault) },
        'the platform is spared for now',
      );
    } else {
      this.#log().info({ endpoint }, 'the platform is asked again');
    }
  }

  /** A session cannot go on since PLATFORM_URL or OAUTH_CLIENT_ID changed; logged once. */
  foreignSession(): void {
    if (this.#hasForeignSessions) return;
    this.#hasForeignSessions = true;
    this.#log().warn(
      'a session belongs to another PLATFORM_URL or OAUTH_CLIENT_ID: its tokens are not used, and its user has to sign in again. If the platform moved, set PLATFORM_MOVED_FROM to its former address.',
    );
  }

  /** A fault that no request waits for; a request that comes after it says what it means. */
  backgroundError(error: unknown): void {
    const failure = toProxyError(error);
    // Somebody signed out meanwhile: no fault.
    if (failure.code === 'not_authenticated') return;
    this.#log()[levelOf(failure)](describeFailure(failure), 'background work failed');
  }
}
