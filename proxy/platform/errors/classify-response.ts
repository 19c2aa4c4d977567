import type { UnusableReason } from '../../observability/observer.ts';
import { type OAuthErrorCode, oauthErrorCode } from './oauth-error-code.ts';
import { PlatformError, type PlatformErrorKind } from './platform-error.ts';
import {
  type ReceivedResponse,
  type ResponseProblem,
  summarizeResponse,
} from './response-summary.ts';
import { parseRetryAfter } from './retry-after.ts';

/** A response of the platform. Header names are in lower case, repeated headers are joined by commas. */
export interface PlatformResponse extends ReceivedResponse {
  /** The part that was read, if there is an `unreadBody`. */
  body: string;
  /** Why the body was not read to its end. */
  unreadBody?: ResponseProblem;
}

/** Where a response comes from, as far as its meaning depends on it; `account` is userinfo and top-up. */
export type ResponseSource = 'token' | 'account';

type BodyError = OAuthErrorCode | 'other' | 'no error' | 'success is false';
type StatusRanges = readonly (readonly [first: number, last: number])[];

const SUCCESS: Record<ResponseSource, StatusRanges> = {
  token: [[200, 201]],
  account: [[200, 200]],
};

/** The statuses that an OAuth error code may have, with or without a challenge. */
const REFUSAL: StatusRanges = [
  [400, 401],
  [403, 403],
];

/** A row matches if all of its conditions do; a condition that is left out matches everything. */
interface Row {
  source?: ResponseSource;
  statuses?: StatusRanges;
  body?: readonly BodyError[];
  looksLike?: UnusableReason;
  kind: PlatformErrorKind;
}

/** What responses without the requested data mean. The first row that matches counts; without one, `unreadable`. */
const ROWS: readonly Row[] = [
  { source: 'token', statuses: REFUSAL, body: ['invalid_grant'], kind: 'grant_ended' },
  {
    source: 'token',
    statuses: REFUSAL,
    body: ['invalid_client', 'unauthorized_client'],
    kind: 'credentials_refused',
  },
  { source: 'token', body: ['success is false'], kind: 'refused' },
  { source: 'account', body: ['success is false'], kind: 'token_refused' },
  { source: 'account', statuses: [[401, 401]], kind: 'token_refused' },
  { statuses: [[429, 429]], kind: 'rate_limited' },
  // A challenge page comes from a firewall in front of the platform.
  { source: 'token', statuses: [[400, 499]], looksLike: 'challenge_page', kind: 'unreadable' },
  { source: 'token', statuses: [[401, 401]], body: ['no error'], kind: 'unauthorized' },
  { source: 'token', statuses: [[400, 499]], kind: 'refused' },
  { statuses: [[500, 599]], kind: 'unavailable' },
];

/** Whether the status is one that the requested data may have. */
export function isSuccess(source: ResponseSource, status: number): boolean {
  return isWithin(status, SUCCESS[source]);
}

/**
 * The error for a response without the requested data.
 * @param now Unix milliseconds; a date in `Retry-After` counts from the `Date` of the response, if it has one
 */
export function responseError(
  source: ResponseSource,
  received: PlatformResponse,
  now: number,
): PlatformError {
  const { status, headers, body, unreadBody } = received;
  const isRefusal = isSuccess(source, status);
  // A body that was not read may contain any error.
  const readError = unreadBody ? 'other' : (oauthErrorCode(body) ?? 'no error');
  const bodyError = isRefusal ? 'success is false' : readError;
  const response = summarizeResponse(
    received,
    isRefusal ? { reason: 'refused', text: bodyError } : undefined,
  );
  const row = ROWS.find(
    (one) =>
      (one.source ?? source) === source &&
      (!one.statuses || isWithin(status, one.statuses)) &&
      (one.body?.includes(bodyError) ?? true) &&
      (one.looksLike ?? response.reason) === response.reason,
  );
  const kind = row?.kind ?? 'unreadable';
  if (kind === 'grant_ended' || kind === 'credentials_refused') {
    return new PlatformError(kind, `status ${status}, error ${bodyError}`);
  }
  const sentAt = Date.parse(headers.date ?? '');
  const retryAfterSeconds = parseRetryAfter(
    headers['retry-after'],
    Number.isNaN(sentAt) ? now : sentAt,
  );
  return new PlatformError(kind, response.text, { response, retryAfterSeconds });
}

/** The error for a response with a usable status and an unusable body. */
export function unusableResponseError(
  received: ReceivedResponse,
  problem: ResponseProblem,
): PlatformError {
  const response = summarizeResponse(received, problem);
  return new PlatformError('unreadable', response.text, { response });
}

function isWithin(status: number, ranges: StatusRanges): boolean {
  return ranges.some(([first, last]) => status >= first && status <= last);
}
