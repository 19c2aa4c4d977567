import type { ErrorCode } from '../../shared/errors.ts';
import type { LoginError } from '../../shared/login-outcomes.ts';
import { ProxyError } from '../errors/proxy-error.ts';

/**
 * What went wrong in a call to the platform.
 * - `unavailable`: refused, reset, cut off, 429 or 5xx: the platform is down or busy
 * - `timeout`: no whole answer within the time limit
 * - `unreadable`: an answer that makes no sense
 * - `token_refused`: 401 to an access token
 * - `grant_ended`: a well-formed `invalid_grant` from the token endpoint
 * - `credentials_refused`: the platform does not accept our client id and secret
 */
export type FaultKind =
  | 'unavailable'
  | 'timeout'
  | 'unreadable'
  | 'token_refused'
  | 'grant_ended'
  | 'credentials_refused';

/** The one table from what happened to what it means for a session's reader and for a sign-in. */
const MEANING: Record<FaultKind, { reply: ErrorCode; login: LoginError }> = {
  unavailable: { reply: 'platform_unavailable', login: 'temporarily_unavailable' },
  timeout: { reply: 'platform_timeout', login: 'temporarily_unavailable' },
  unreadable: { reply: 'platform_error', login: 'server_error' },
  token_refused: { reply: 'platform_error', login: 'server_error' },
  grant_ended: { reply: 'reauth_required', login: 'server_error' },
  credentials_refused: { reply: 'platform_misconfigured', login: 'server_error' },
};

/** A call to the platform that brought nothing usable. `detail` is for the log: our own words, never the platform's. */
export class PlatformFault extends Error {
  readonly kind: FaultKind;
  readonly detail: string;
  /** Seconds, where the platform said when to come back. */
  readonly retryAfter: number | undefined;

  constructor(kind: FaultKind, detail: string, options?: { retryAfter?: number | undefined }) {
    super(`${kind}: ${detail}`);
    this.name = 'PlatformFault';
    this.kind = kind;
    this.detail = detail;
    this.retryAfter = options?.retryAfter;
  }

  /** What a reader of the account is told. */
  toProxyError(): ProxyError {
    return new ProxyError(MEANING[this.kind].reply, { retryAfter: this.retryAfter, cause: this });
  }

  /** What somebody who is signing in is told. */
  toLoginError(): LoginError {
    return MEANING[this.kind].login;
  }
}

const LONGEST_RETRY_AFTER = 3600;

/** Seconds that a `Retry-After` header names, as a number or a date (RFC 9110 section 10.2.3), at most an hour. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const isDate = /^[A-Z][a-z]{2,8},? /.test(header);
  const seconds = isDate ? (Date.parse(header) - now) / 1000 : Number(header);
  if (!Number.isFinite(seconds) || (!isDate && !/^\d+$/.test(header))) return undefined;
  return Math.min(LONGEST_RETRY_AFTER, Math.max(1, Math.ceil(seconds)));
}

/** The fault that a status other than success stands for, before its body is looked at. */
export function faultOfStatus(
  status: number,
  retryAfter: string | undefined,
  now: number,
): PlatformFault {
  const detail = `status ${status}`;
  if (status === 429 || status >= 500) {
    return new PlatformFault('unavailable', detail, {
      retryAfter: parseRetryAfter(retryAfter, now),
    });
  }
  if (status === 401) return new PlatformFault('token_refused', detail);
  return new PlatformFault('unreadable', detail);
}
