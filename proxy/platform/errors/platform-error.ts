import type { ErrorCode } from '../../../shared/errors.ts';
import type { LoginError } from '../../../shared/login-outcomes.ts';
import { ProxyError } from '../../errors/proxy-error.ts';
import type { RequestOutcome } from '../../observability/observer.ts';
import type { ResponseSummary } from './response-summary.ts';

export type PlatformErrorKind = Exclude<RequestOutcome, 'ok' | 'not_sent'>;

interface Meaning {
  /** The error code that the extension receives. */
  code: ErrorCode;
  /** The error code that a browser receives at the end of a sign-in. */
  loginError: LoginError;
  /** Whether the platform may have processed the request, for example used up the refresh token. */
  inDoubt: boolean;
  /** Whether a response arrived, so that the request was within the rate limit of the platform. */
  hasResponse: boolean;
  /** Whether the circuit breaker counts it as a failure of the platform. */
  isOutage: boolean;
  /** The backoff of the caller after several such errors in a row. */
  backoff: 'none' | 'short' | 'long';
}

const UNAVAILABLE: Meaning = {
  code: 'platform_unavailable',
  loginError: 'temporarily_unavailable',
  inDoubt: true,
  hasResponse: true,
  isOutage: true,
  backoff: 'short',
};

const UNUSABLE: Meaning = {
  code: 'platform_error',
  loginError: 'server_error',
  inDoubt: false,
  hasResponse: true,
  isOutage: false,
  backoff: 'none',
};

/** What each kind of error means. Only `grant_ended` ends a session. */
const MEANINGS: Record<PlatformErrorKind, Meaning> = {
  // Connection refused, unknown host or untrusted certificate; nothing was sent.
  unreachable: { ...UNAVAILABLE, inDoubt: false, hasResponse: false },
  // The connection ended before the response did.
  cut_off: { ...UNAVAILABLE, hasResponse: false },
  // No complete response within the time limit.
  timeout: { ...UNAVAILABLE, code: 'platform_timeout', hasResponse: false },
  // Status 5xx.
  unavailable: UNAVAILABLE,
  // Status 429; the platform did not process the request (RFC 6585 section 4).
  rate_limited: { ...UNAVAILABLE, inDoubt: false, isOutage: false },
  // A response that cannot be understood; the next one can be different.
  unreadable: { ...UNUSABLE, inDoubt: true },
  // Status 401 or `{"success": false}` for an access token.
  token_refused: UNUSABLE,
  // Any other 4xx of the token endpoint; concerns this refresh token or code alone.
  refused: { ...UNUSABLE, backoff: 'long' },
  // Status 401 of the token endpoint without an error code; the same, unless several callers get it.
  unauthorized: { ...UNUSABLE, backoff: 'long' },
  // A well-formed `invalid_grant` of the token endpoint.
  grant_ended: { ...UNUSABLE, code: 'reauth_required' },
  // The platform does not accept the client id and secret.
  credentials_refused: { ...UNUSABLE, code: 'platform_misconfigured', backoff: 'short' },
};

export interface PlatformErrorOptions {
  /** Seconds until another attempt makes sense, if known. */
  retryAfterSeconds?: number | undefined;
  /** Whether admission stopped the request. */
  notSent?: boolean;
  /** Whether a part of the request may have been written to a connection; true by default. */
  isWritten?: boolean;
  /** The response, if there was one. */
  response?: ResponseSummary | undefined;
}

/** A platform request that returned nothing usable. */
export class PlatformError extends Error {
  readonly kind: PlatformErrorKind;
  /** For the log; never text of the platform. */
  readonly detail: string;
  readonly retryAfterSeconds: number | undefined;
  readonly notSent: boolean;
  readonly response: ResponseSummary | undefined;
  readonly meaning: Readonly<Meaning>;
  /** Whether the platform may have processed the request although no response says so. */
  readonly inDoubt: boolean;

  constructor(kind: PlatformErrorKind, detail: string, options: PlatformErrorOptions = {}) {
    const { retryAfterSeconds, notSent = false, isWritten = true, response } = options;
    super(`${kind}: ${detail}`);
    this.name = 'PlatformError';
    this.kind = kind;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
    this.notSent = notSent;
    this.response = response;
    this.meaning = MEANINGS[kind];
    this.inDoubt = this.meaning.inDoubt && isWritten && !notSent;
  }

  /** The error of a request that is not sent because an earlier one failed with this error. */
  toNotSent(retryAfterSeconds: number): PlatformError {
    const detail = this.notSent ? this.detail : `not sent again yet after ${this.detail}`;
    const { kind, response } = this;
    return new PlatformError(kind, detail, { retryAfterSeconds, notSent: true, response });
  }

  toProxyError(): ProxyError {
    const { retryAfterSeconds } = this;
    return new ProxyError(this.meaning.code, { retryAfterSeconds, cause: this });
  }

  toLoginError(): LoginError {
    return this.meaning.loginError;
  }
}
