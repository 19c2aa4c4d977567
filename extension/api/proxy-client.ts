import type { ErrorCode } from '../../shared/errors.ts';
import { ERROR_STATUS } from '../../shared/errors.ts';
import { matchesSchema } from '../../shared/matches-schema.ts';
import { ErrorReply, TopUpReply, UserInfoReply } from '../../shared/replies.ts';
import { CSRF_HEADER, CSRF_VALUE, ROUTES } from '../../shared/routes.ts';
import type { Static, TSchema } from '../../shared/schema.ts';
import type { AccountSnapshot, ReceivedSnapshot } from '../domain/account-state.ts';
import {
  type DetectedServer,
  detectServer,
  problemOfServer,
  type ReceivedResponse,
} from '../domain/detected-server.ts';
import type { ProblemKind } from '../domain/problems.ts';
import { browserTime, MAX_WAIT_MS, parseDate, timeInDoubt } from '../domain/stored-time.ts';

/** Milliseconds that one call may take, body included: long enough for the platform to be slow twice. */
const TIMEOUT_MS = 25_000;

/** What a call to the proxy can come to. `retryAt` is Unix milliseconds; `abandoned` means that the caller's signal ended it. */
export type ProxyResult<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'no_session' }
  | { kind: 'abandoned' }
  | {
      kind: 'failed';
      problem: ProblemKind;
      retryAt: number | null;
      detectedServer?: DetectedServer;
    };

/** The world that a client lives in; tests pass their own. `now` gives Unix milliseconds. */
export interface ApiDependencies {
  fetch: typeof fetch;
  now: () => number;
}

/** The calls that a proxy of ours answers. None of them ever throws. */
export interface ProxyClient {
  /**
   * `known` is what the proxy gave last: an account that is still the same costs next to nothing. The
   * `as_of` of the account is in the browser's time, whatever the proxy's clock says.
   */
  userInfo(
    signal: AbortSignal,
    known?: AccountSnapshot | null,
  ): Promise<ProxyResult<ReceivedSnapshot>>;
  topUp(signal: AbortSignal): Promise<ProxyResult<TopUpReply>>;
  /** `deadline` is in milliseconds. */
  signOut(deadline?: number): Promise<ProxyResult<true>>;
}

/** Reads what was asked for out of an answer; `undefined` where it is not in it. `receivedAt` is Unix milliseconds. */
type Read<T> = (response: Response, body: string, receivedAt: number) => T | undefined;

/** A client of the proxy at `address` (an origin, without trailing slash). */
export function createProxyClient(address: string, around: ApiDependencies): ProxyClient {
  async function call<T>(
    request: { method: 'GET' | 'POST'; path: string; headers?: Record<string, string> },
    read: Read<T>,
    signal: AbortSignal | null,
    deadline: number,
  ): Promise<ProxyResult<T>> {
    const limit = AbortSignal.timeout(deadline);
    try {
      const response = await around.fetch(address + request.path, {
        method: request.method,
        credentials: 'include',
        cache: 'no-store',
        // Not followed, but told apart from a proxy that is down.
        redirect: 'manual',
        headers: { ...request.headers, [CSRF_HEADER]: CSRF_VALUE },
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      const receivedAt = around.now();
      return understand(response, await response.text(), read, receivedAt);
    } catch {
      if (signal?.aborted) return { kind: 'abandoned' };
      return { kind: 'failed', problem: 'unreachable', retryAt: null };
    }
  }

  return {
    userInfo: (signal, known = null) => {
      const headers = known?.etag ? { 'If-None-Match': known.etag } : {};
      const request = { method: 'GET', path: ROUTES.userInfo, headers } as const;
      return call(request, readAccount(known), signal, TIMEOUT_MS);
    },
    topUp: (signal) =>
      call({ method: 'GET', path: ROUTES.topUp }, readJson(TopUpReply), signal, TIMEOUT_MS),
    signOut: (deadline = TIMEOUT_MS) =>
      call({ method: 'POST', path: ROUTES.signOut }, readNothing, null, deadline),
  };
}

function understand<T>(
  response: Response,
  body: string,
  read: Read<T>,
  receivedAt: number,
): ProxyResult<T> {
  const value = read(response, body, receivedAt);
  if (value !== undefined) return { kind: 'ok', value };
  const { problem, detectedServer } = diagnose({ response, body, value: parse(body) });
  if (problem === 'no_session') return { kind: 'no_session' };
  const { status, headers } = response;
  const mayWait = detectedServer === null || WAIT_STATUSES.includes(status);
  const retryAt = mayWait
    ? readRetryAfter(headers.get('Retry-After'), receivedAt, headers.get('Date'))
    : null;
  return { kind: 'failed', problem, retryAt, ...(detectedServer && { detectedServer }) };
}

/** Statuses whose `Retry-After` counts whoever sent them (RFC 9110 section 15.6.4; RFC 6585 section 4). */
const WAIT_STATUSES = [429, 503];

function readJson<T extends TSchema>(schema: T): Read<Static<T>> {
  return ({ status }, body) => {
    const value = parse(body);
    return status === 200 && matchesSchema(schema, value) ? value : undefined;
  };
}

const readNothing: Read<true> = ({ status }) => (status === 204 ? true : undefined);

/** A 304 to the tag that was sent means that the known account is still the current one (RFC 9110 section 15.4.5). */
function readAccount(known: AccountSnapshot | null): Read<ReceivedSnapshot> {
  return (response, body, receivedAt) => {
    const { headers } = response;
    const date = headers.get('Date');
    const otherTime = timeInDoubt(date, receivedAt);
    const times = { receivedAt, ...(otherTime !== null && { otherTime }) };
    if (response.status === 304 && known?.etag) {
      const as_of = seconds(confirmedAt(headers, receivedAt));
      return { ...known, account: { ...known.account, as_of }, ...times };
    }
    const account = readJson(UserInfoReply)(response, body, receivedAt);
    if (!account) return undefined;
    const as_of = seconds(browserTime(account.as_of * 1000, date, receivedAt));
    return { account: { ...account, as_of }, etag: readTag(headers.get('ETag')), ...times };
  };
}

/**
 * When the sender of a 304 knew the account to be current (Unix milliseconds): as long ago as `Age` says
 * (RFC 9111 section 5.1). A proxy of version 0.1.0 sends no `Age`, and puts the time into `Date`. One that
 * is minutes old is then more likely a clock that is behind.
 */
function confirmedAt(headers: Headers, receivedAt: number): number {
  const age = headers.get('Age')?.trim() ?? '';
  if (/^\d{1,10}$/u.test(age)) return receivedAt - Number(age) * 1000;
  const date = parseDate(headers.get('Date'));
  return date !== null && receivedAt - date <= MAX_DATE_AGE_MS ? date : receivedAt;
}

/** Milliseconds by which the `Date` of a 304 without `Age` may lie back and be taken as it is. */
const MAX_DATE_AGE_MS = 60_000;

function seconds(at: number): number {
  return Math.floor(at / 1000);
}

/** An entity tag as RFC 9110 section 8.8.3 has it; one that nobody could want to send back is none. */
function readTag(header: string | null): string | null {
  return header !== null && TAG.test(header) ? header : null;
}

/** At most 128 characters long. */
const TAG = /^(?!.{129})(?:W\/)?"[!#-~]*"$/u;

/** What went wrong. `seems` is what seems to have responded where that was no proxy of ours. */
export interface Diagnosis {
  problem: ProblemKind | 'no_session';
  detectedServer: DetectedServer | null;
}

/** What a response means that does not contain what was asked for. */
export function diagnose(answer: ReceivedResponse): Diagnosis {
  const { status } = answer.response;
  const problem = problemInReply(status, answer.value) ?? (status === 429 ? 'rate_limited' : null);
  if (problem === 'too_many_cookies') return { problem, detectedServer: { kind: 'cookies' } };
  if (problem !== null) return { problem, detectedServer: null };
  const detectedServer = detectServer(answer);
  return { problem: problemOfServer(detectedServer), detectedServer };
}

/** What an answer with this status and JSON body means; `null` where it is no error of a proxy of ours. */
export function problemInReply(status: number, value: unknown): ProblemKind | 'no_session' | null {
  if (!matchesSchema(ErrorReply, value) || ERROR_STATUS[value.error] !== status) return null;
  return TROUBLE_OF[value.error];
}

const TROUBLE_OF: Record<ErrorCode, ProblemKind | 'no_session'> = {
  not_authenticated: 'no_session',
  reauth_required: 'no_session',
  forbidden: 'refused',
  bad_request: 'proxy_failed',
  headers_too_large: 'too_many_cookies',
  not_found: 'proxy_failed',
  internal_error: 'proxy_failed',
  rate_limited: 'rate_limited',
  platform_error: 'platform_error',
  platform_unavailable: 'platform_unavailable',
  platform_misconfigured: 'platform_misconfigured',
  platform_timeout: 'platform_timeout',
  store_unavailable: 'store_unavailable',
  overloaded: 'overloaded',
  shutting_down: 'overloaded',
};

/**
 * When to ask again (Unix milliseconds), from the `Retry-After` (RFC 9110 section 10.2.3) of a response
 * that was received at `receivedAt`. A date in it is counted from the response's own `Date`, if any.
 */
export function readRetryAfter(
  header: string | null,
  receivedAt: number,
  date: string | null = null,
): number | null {
  if (header === null) return null;
  const sentAt = parseDate(date) ?? receivedAt;
  const wait = /^\d+$/u.test(header.trim())
    ? Number(header) * 1000
    : Math.ceil((Date.parse(header) - sentAt) / 1000) * 1000;
  return wait > 0 ? receivedAt + Math.min(wait, MAX_WAIT_MS) : null;
}

/** The body as JSON, `undefined` where it is none. */
export function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
