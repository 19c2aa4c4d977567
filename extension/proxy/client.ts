import type { ErrorCode } from '@shared/errors.ts';
import { ERROR_STATUS } from '@shared/errors.ts';
import { ErrorReply, TopUpReply, UserInfoReply } from '@shared/replies.ts';
import { CSRF_HEADER, CSRF_VALUE, ROUTES } from '@shared/routes.ts';
import type { Static, TSchema } from 'typebox';
import type { AccountReading, TroubleKind } from '../account/state.ts';
import { fits } from '../storage/fits.ts';

/** Milliseconds that one call may take, body included: long enough for the platform to be slow twice. */
const DEADLINE = 25_000;

/** A proxy may ask for a pause, but not for more than this many seconds. */
const LONGEST_PAUSE = 3600;

/** What a call to the proxy can come to. `retryAt` is Unix milliseconds; `abandoned` means that the caller's signal ended it. */
export type Answer<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'no_session' }
  | { kind: 'abandoned' }
  | { kind: 'failed'; trouble: TroubleKind; retryAt: number | null };

/** The world that a client lives in; tests pass their own. `now` gives Unix milliseconds. */
export interface Surroundings {
  fetch: typeof fetch;
  now: () => number;
}

/** The calls that a proxy of ours answers. None of them ever throws. */
export interface ProxyClient {
  /** `known` is what the proxy gave last: an account that is still the same costs next to nothing. */
  userInfo(signal: AbortSignal, known?: AccountReading | null): Promise<Answer<AccountReading>>;
  topUp(signal: AbortSignal): Promise<Answer<TopUpReply>>;
  /** `deadline` is in milliseconds. */
  signOut(deadline?: number): Promise<Answer<true>>;
}

/** Reads what was asked for out of an answer; `undefined` where it is not in it. */
type Read<T> = (response: Response, body: string) => T | undefined;

/** A client of the proxy at `address` (an origin, without trailing slash). */
export function createProxyClient(address: string, around: Surroundings): ProxyClient {
  async function call<T>(
    request: { method: 'GET' | 'POST'; path: string; headers?: Record<string, string> },
    read: Read<T>,
    signal: AbortSignal | null,
    deadline: number,
  ): Promise<Answer<T>> {
    const limit = AbortSignal.timeout(deadline);
    try {
      const response = await around.fetch(address + request.path, {
        method: request.method,
        credentials: 'include',
        cache: 'no-store',
        redirect: 'error',
        headers: { ...request.headers, [CSRF_HEADER]: CSRF_VALUE },
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      return understand(response, await response.text(), read, around.now());
    } catch {
      if (signal?.aborted) return { kind: 'abandoned' };
      return { kind: 'failed', trouble: 'unreachable', retryAt: null };
    }
  }

  return {
    userInfo: (signal, known = null) => {
      const headers = known?.etag ? { 'If-None-Match': known.etag } : {};
      const request = { method: 'GET', path: ROUTES.userInfo, headers } as const;
      return call(request, readAccount(known), signal, DEADLINE);
    },
    topUp: (signal) =>
      call({ method: 'GET', path: ROUTES.topUp }, readJson(TopUpReply), signal, DEADLINE),
    signOut: (deadline = DEADLINE) =>
      call({ method: 'POST', path: ROUTES.signOut }, readNothing, null, deadline),
  };
}

function understand<T>(response: Response, body: string, read: Read<T>, now: number): Answer<T> {
  const value = read(response, body);
  if (value !== undefined) return { kind: 'ok', value };
  const trouble = troubleIn(response.status, parse(body));
  if (trouble === null) return { kind: 'failed', trouble: 'something_else', retryAt: null };
  if (trouble === 'no_session') return { kind: 'no_session' };
  return {
    kind: 'failed',
    trouble,
    retryAt: readRetryAfter(response.headers.get('Retry-After'), now),
  };
}

function readJson<T extends TSchema>(schema: T): Read<Static<T>> {
  return ({ status }, body) => {
    const value = parse(body);
    return status === 200 && fits(schema, value) ? value : undefined;
  };
}

const readNothing: Read<true> = ({ status }) => (status === 204 ? true : undefined);

/** A 304 to the tag that was sent means the account known, as of `Date` (RFC 9110 section 15.4.5). */
function readAccount(known: AccountReading | null): Read<AccountReading> {
  return (response, body) => {
    if (response.status === 304 && known?.etag) {
      const seconds = Math.floor(Date.parse(response.headers.get('Date') ?? '') / 1000);
      const { account } = known;
      const as_of = seconds > account.as_of ? seconds : account.as_of;
      return { ...known, account: { ...account, as_of } };
    }
    const account = readJson(UserInfoReply)(response, body);
    return account && { account, etag: readTag(response.headers.get('ETag')) };
  };
}

/** An entity tag as RFC 9110 section 8.8.3 has it; one that nobody could want to send back is none. */
function readTag(header: string | null): string | null {
  const isTag = header !== null && header.length <= LONGEST_TAG && TAG.test(header);
  return isTag ? header : null;
}

const TAG = /^(?:W\/)?"[!#-~]*"$/u;
const LONGEST_TAG = 128;

/** What an answer with this status and JSON body means; `null` where it is no error of a proxy of ours. */
export function troubleIn(status: number, value: unknown): TroubleKind | 'no_session' | null {
  if (!fits(ErrorReply, value) || ERROR_STATUS[value.error] !== status) return null;
  return TROUBLE_OF[value.error];
}

const TROUBLE_OF: Record<ErrorCode, TroubleKind | 'no_session'> = {
  not_authenticated: 'no_session',
  reauth_required: 'no_session',
  forbidden: 'refused',
  bad_request: 'proxy_failed',
  headers_too_large: 'proxy_failed',
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

/** When to ask again (Unix milliseconds), from a `Retry-After` in seconds or as a date. */
export function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = /^\d+$/u.test(header.trim())
    ? Number(header)
    : Math.ceil((Date.parse(header) - now) / 1000);
  if (!(seconds > 0)) return null;
  return now + Math.min(seconds, LONGEST_PAUSE) * 1000;
}

/** The body as JSON, `undefined` where it is none. */
export function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
