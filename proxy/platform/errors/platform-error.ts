import type { ErrorCode } from '../../../shared/errors.ts';
import type { LoginError } from '../../../shared/login-outcomes.ts';
import { ProxyError } from '../../errors/proxy-error.ts';
import type { ResponseSummary } from '../response-summary.ts';

/**
 * What went wrong on the way to the platform.
 * - `unreachable`: refused, no such host, no trusted certificate: nothing was sent
 * - `cut_off`: the connection ended before the answer did
 * - `timeout`: no whole answer within the time limit
 * - `unavailable`: 5xx: the platform is down
 * - `rate_limited`: 429: the platform has had enough of this session
 * - `unreadable`: an answer that makes no sense
 * - `token_refused`: 401 to an access token
 * - `refused`: any other 4xx of the token endpoint: the matter of this one refresh token or code
 * - `unauthorized`: 401 of the token endpoint without an error code: as `refused`, unless several sessions get it
 * - `grant_ended`: a well-formed `invalid_grant` from the token endpoint
 * - `credentials_refused`: the platform does not accept our client id and secret
 */
export type PlatformErrorKind =
  | 'unreachable'
  | 'cut_off'
  | 'timeout'
  | 'unavailable'
  | 'rate_limited'
  | 'unreadable'
  | 'token_refused'
  | 'refused'
  | 'unauthorized'
  | 'grant_ended'
  | 'credentials_refused';

interface Meaning {
  /** What a reader of the account is told. */
  reply: ErrorCode;
  /** What somebody who is signing in is told. */
  login: LoginError;
  /** Whether the platform may have done what it was asked all the same: used a refresh token up, above all. */
  inDoubt: boolean;
  /** Whether it is a failure of the platform, which the circuit breaker counts. */
  down: boolean;
}

/**
 * The one table from what went wrong to what it means. Nothing but `grant_ended` ever ends a session.
 */
const MEANING: Record<PlatformErrorKind, Meaning> = {
  unreachable: {
    reply: 'platform_unavailable',
    login: 'temporarily_unavailable',
    inDoubt: false,
    down: true,
  },
  cut_off: {
    reply: 'platform_unavailable',
    login: 'temporarily_unavailable',
    inDoubt: true,
    down: true,
  },
  timeout: {
    reply: 'platform_timeout',
    login: 'temporarily_unavailable',
    inDoubt: true,
    down: true,
  },
  unavailable: {
    reply: 'platform_unavailable',
    login: 'temporarily_unavailable',
    inDoubt: true,
    down: true,
  },
  rate_limited: {
    reply: 'platform_unavailable',
    login: 'temporarily_unavailable',
    inDoubt: false,
    down: false,
  },
  unreadable: { reply: 'platform_error', login: 'server_error', inDoubt: true, down: false },
  token_refused: { reply: 'platform_error', login: 'server_error', inDoubt: false, down: false },
  refused: { reply: 'platform_error', login: 'server_error', inDoubt: false, down: false },
  unauthorized: { reply: 'platform_error', login: 'server_error', inDoubt: false, down: false },
  grant_ended: { reply: 'reauth_required', login: 'server_error', inDoubt: false, down: false },
  credentials_refused: {
    reply: 'platform_misconfigured',
    login: 'server_error',
    inDoubt: false,
    down: false,
  },
};

export interface PlatformErrorOptions {
  /** Seconds after which another try makes sense, where somebody said so. */
  retryAfterSeconds?: number | undefined;
  /** The call was not made: the platform had asked for a pause, or is known to be down. */
  notSent?: boolean;
  /** Whether any of the request may have been sent; true, unless said. */
  sent?: boolean;
  /** The response behind it, where there was one. */
  response?: ResponseSummary | undefined;
}

/** A call to the platform that brought nothing usable. `detail` is for the log: our own words, never the platform's. */
export class PlatformError extends Error {
  readonly kind: PlatformErrorKind;
  readonly detail: string;
  readonly retryAfterSeconds: number | undefined;
  readonly notSent: boolean;
  readonly response: ResponseSummary | undefined;
  readonly #sent: boolean;

  constructor(kind: PlatformErrorKind, detail: string, options: PlatformErrorOptions = {}) {
    const { retryAfterSeconds, notSent = false, sent = true, response } = options;
    super(`${kind}: ${detail}`);
    this.name = 'PlatformError';
    this.kind = kind;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
    this.notSent = notSent;
    this.#sent = sent;
    this.response = response;
  }

  /** Whether the platform may have done what it was asked, though no answer says so. */
  get inDoubt(): boolean {
    return !this.notSent && this.#sent && MEANING[this.kind].inDoubt;
  }

  /** Whether it is a failure of the platform, which the circuit breaker counts. */
  get down(): boolean {
    return MEANING[this.kind].down;
  }

  /** The same fault for a call that is not made because of it. */
  again(retryAfterSeconds: number): PlatformError {
    const detail = this.notSent ? this.detail : `not asked again yet after ${this.detail}`;
    const { response } = this;
    return new PlatformError(this.kind, detail, { retryAfterSeconds, notSent: true, response });
  }

  /** What a reader of the account is told. */
  toProxyError(): ProxyError {
    return new ProxyError(MEANING[this.kind].reply, {
      retryAfterSeconds: this.retryAfterSeconds,
      cause: this,
    });
  }

  /** What somebody who is signing in is told. */
  toLoginError(): LoginError {
    return MEANING[this.kind].login;
  }
}
