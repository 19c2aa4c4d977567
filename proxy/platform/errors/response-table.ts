import type { UnusableReason } from '../../observability/observer.ts';
import { type Members, readPayload } from '../response-body.ts';
import type { PlatformResponse } from '../response-reader.ts';
import { summarizeResponse } from '../response-summary.ts';
import { parseRetryAfter, unusableResponseError } from './classify.ts';
import { type NamedError, namedError } from './oauth-error-body.ts';
import { PlatformError, type PlatformErrorKind } from './platform-error.ts';

/** The endpoints that a response can come from, as far as its meaning depends on them. */
type Endpoint = 'token' | 'account';

/** What a body says: an error of RFC 6749 section 5.2, no error at all, or `{"success": false}`. */
type Says = NamedError | 'no error' | 'success is false';

interface Row {
  /** Any endpoint, unless named. */
  endpoint?: Endpoint;
  /** First and last status of each range. */
  statuses: readonly (readonly [number, number])[];
  /** Whatever the body says, unless named. */
  says?: readonly Says[];
  /** Whatever the response looks like, unless named. */
  looksLike?: UnusableReason;
  means: PlatformErrorKind;
}

/** Statuses under which a body is read for what was asked. */
const SUCCESS: Record<Endpoint, readonly (readonly [number, number])[]> = {
  token: [[200, 201]],
  account: [[200, 200]],
};

/** Statuses under which an error code is believed, with a challenge or without one. */
const REFUSAL = [
  [400, 401],
  [403, 403],
] as const;

/**
 * What the platform's responses mean that do not bring what was asked. The first row that matches counts;
 * whatever matches none is `unreadable`. Account endpoints are userinfo and top-up.
 */
const ROWS: readonly Row[] = [
  { endpoint: 'token', statuses: REFUSAL, says: ['invalid_grant'], means: 'grant_ended' },
  {
    endpoint: 'token',
    statuses: REFUSAL,
    says: ['invalid_client', 'unauthorized_client'],
    means: 'credentials_refused',
  },
  { endpoint: 'token', statuses: SUCCESS.token, says: ['success is false'], means: 'refused' },
  {
    endpoint: 'account',
    statuses: SUCCESS.account,
    says: ['success is false'],
    means: 'token_refused',
  },
  { endpoint: 'account', statuses: [[401, 401]], means: 'token_refused' },
  { statuses: [[429, 429]], means: 'rate_limited' },
  // It comes from what stands in front of the platform.
  {
    endpoint: 'token',
    statuses: [[400, 499]],
    looksLike: 'challenge_page',
    means: 'unreadable',
  },
  { endpoint: 'token', statuses: [[401, 401]], says: ['no error'], means: 'unauthorized' },
  { endpoint: 'token', statuses: [[400, 499]], means: 'refused' },
  { statuses: [[500, 599]], means: 'unavailable' },
];

/** Kinds that are named by the error code, and are no unusable responses. */
const NAMED_KINDS: ReadonlySet<PlatformErrorKind> = new Set(['grant_ended', 'credentials_refused']);

/**
 * The members of a response that may bring what was asked.
 * @param needed the member without which they are of no use
 * @param now Unix milliseconds
 * @throws {PlatformError} what any other response means
 */
export function acceptResponse(
  endpoint: Endpoint,
  received: PlatformResponse,
  needed: string,
  now: number,
): Members {
  const { status, headers, body, unreadBody } = received;
  const isSuccess = isWithin(status, SUCCESS[endpoint]);
  if (isSuccess && unreadBody) throw unusableResponseError(received, unreadBody);
  const payload = isSuccess ? readPayload(received, needed) : undefined;
  if (payload && !payload.refused) return payload.members;
  // A body that was not read may name any error.
  const named = unreadBody ? 'other' : namedError(body);
  const says = payload ? 'success is false' : (named ?? 'no error');
  const response = summarizeResponse(
    received,
    payload && { reason: 'refused', text: 'success is false' },
  );
  const row = ROWS.find(
    (one) =>
      (one.endpoint ?? endpoint) === endpoint &&
      isWithin(status, one.statuses) &&
      (one.says?.includes(says) ?? true) &&
      (one.looksLike ?? response.reason) === response.reason,
  );
  const kind = row?.means ?? 'unreadable';
  if (NAMED_KINDS.has(kind)) throw new PlatformError(kind, `status ${status}, error ${says}`);
  const platformNow = Date.parse(headers.date ?? '');
  const sentAt = Number.isNaN(platformNow) ? now : platformNow;
  const retryAfterSeconds = parseRetryAfter(headers['retry-after'], sentAt);
  throw new PlatformError(kind, response.text, { response, retryAfterSeconds });
}

function isWithin(status: number, ranges: readonly (readonly [number, number])[]): boolean {
  return ranges.some(([first, last]) => status >= first && status <= last);
}
