import type {
  Observer,
  PlatformEndpoint,
  RequestOutcome,
  UnusableReason,
} from '../observability/observer.ts';
import { CircuitBreaker, type CircuitBreakerOptions } from './circuit-breaker.ts';
import { PlatformError } from './errors/platform-error.ts';
import type { Caller, RequestQueue } from './request-queue.ts';
import { SessionCooldowns } from './session-cooldowns.ts';

/** The endpoints that are called for a session. */
export type SessionEndpoint = Exclude<PlatformEndpoint, 'code_exchange' | 'credentials_check'>;

export interface PlatformRequestsOptions extends Omit<CircuitBreakerOptions, 'onChange'> {
  observer: Observer;
  queue: RequestQueue;
  /** Gets the fault that opens an endpoint's circuit breaker, and undefined when it closes. */
  onSparing: (endpoint: SessionEndpoint, fault: PlatformError | undefined) => void;
}

/** Responses that say nothing of a limit: there was none. */
const NO_RESPONSE: ReadonlySet<RequestOutcome> = new Set([
  'not_sent',
  'unreachable',
  'cut_off',
  'timeout',
]);

/** Every call to the platform goes through here: counted, timed, and stopped while its endpoint is down. */
export class PlatformRequests {
  readonly #observer: Observer;
  readonly #queue: RequestQueue;
  readonly #cooldowns: SessionCooldowns;
  readonly #breakers: Record<SessionEndpoint, CircuitBreaker>;

  constructor(options: PlatformRequestsOptions) {
    const breaker = (endpoint: SessionEndpoint) =>
      new CircuitBreaker({ ...options, onChange: (fault) => options.onSparing(endpoint, fault) });
    this.#observer = options.observer;
    this.#queue = options.queue;
    this.#cooldowns = new SessionCooldowns(options);
    this.#breakers = {
      refresh: breaker('refresh'),
      userinfo: breaker('userinfo'),
      topup: breaker('topup'),
    };
  }

  /**
   * Makes a call, or several that follow each other, when their turn has come.
   * @throws {PlatformError}
   */
  async inTurn<T>(caller: Caller, call: () => Promise<T>): Promise<T> {
    return this.#queue.run(caller, call);
  }

  /**
   * Reads with an access token, in turn, and not before the session's cooldown for this endpoint is over.
   * @param session the session's key
   * @throws {PlatformError}
   */
  async read<T>(
    endpoint: Exclude<SessionEndpoint, 'refresh'>,
    session: string,
    call: () => Promise<T>,
  ): Promise<T> {
    const key = `${endpoint} ${session}`;
    const skipped = this.#cooldowns.faultOf(key);
    if (skipped) return this.#measured(endpoint, () => Promise.reject(skipped), session);
    try {
      const result = await this.inTurn({ kind: 'session', key: session }, () =>
        this.forSession(endpoint, session, call),
      );
      this.#cooldowns.succeeded(key);
      return result;
    } catch (error) {
      this.#cooldowns.failed(key, error);
      throw error;
    }
  }

  /**
   * One call for a session.
   * @throws {PlatformError}
   */
  async forSession<T>(
    endpoint: SessionEndpoint,
    session: string,
    call: () => Promise<T>,
  ): Promise<T> {
    const attempt = () => this.#breakers[endpoint].run(session, call);
    return this.#measured(endpoint, attempt, session);
  }

  /**
   * One call for no session. Anybody can cause a code exchange: what comes of it counts for nothing else, and
   * no circuit breaker stops it.
   * @throws {PlatformError}
   */
  async forNobody<T>(
    endpoint: Exclude<PlatformEndpoint, SessionEndpoint>,
    call: () => Promise<T>,
  ): Promise<T> {
    return this.#measured(endpoint, call, undefined);
  }

  async #measured<T>(
    endpoint: PlatformEndpoint,
    call: () => Promise<T>,
    session: string | undefined,
  ): Promise<T> {
    const ended = this.#observer.platformRequest(endpoint);
    let outcome: RequestOutcome = 'ok';
    try {
      return await call();
    } catch (error) {
      outcome = outcomeOf(error);
      const reason = reasonOf(error);
      if (reason) this.#observer.unusableResponse(endpoint, reason);
      throw error;
    } finally {
      ended(outcome);
      if (outcome !== 'rate_limited') {
        if (!NO_RESPONSE.has(outcome)) this.#queue.accepted();
      } else if (session !== undefined) this.#queue.refused(session);
    }
  }
}

function reasonOf(error: unknown): UnusableReason | undefined {
  if (!(error instanceof PlatformError) || error.notSent) return undefined;
  return error.response?.reason;
}

function outcomeOf(error: unknown): RequestOutcome {
  if (!(error instanceof PlatformError)) return 'unreadable';
  return error.notSent ? 'not_sent' : error.kind;
}
