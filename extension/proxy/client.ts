import type { ErrorCode } from '@shared/errors.ts';
import { ERROR_STATUS } from '@shared/errors.ts';
import { AboutReply, ErrorReply, TopUpReply, UserInfoReply } from '@shared/replies.ts';
import { CSRF_HEADER, CSRF_VALUE, ROUTES } from '@shared/routes.ts';
import type { Static, TSchema } from 'typebox';
import type { TroubleKind } from '../account/state.ts';
import { fits } from '../storage/fits.ts';

/** Milliseconds that one call may take, body included: long enough for the platform to be slow twice. */
const DEADLINE = 25_000;

/** Milliseconds that a connection check may take: someone is watching. */
const ABOUT_DEADLINE = 8_000;

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
  userInfo(signal: AbortSignal): Promise<Answer<UserInfoReply>>;
  topUp(signal: AbortSignal): Promise<Answer<TopUpReply>>;
  about(): Promise<Answer<AboutReply>>;
  /** `deadline` is in milliseconds. */
  signOut(deadline?: number): Promise<Answer<true>>;
}

/** A client of the proxy at `address` (an origin, without trailing slash). */
export function createProxyClient(address: string, around: Surroundings): ProxyClient {
  async function call<T extends TSchema>(
    method: 'GET' | 'POST',
    path: string,
    schema: T | null,
    signal: AbortSignal | null,
    deadline: number,
  ): Promise<Answer<Static<T>>> {
    const limit = AbortSignal.timeout(deadline);
    try {
      const response = await around.fetch(address + path, {
        method,
        credentials: 'include',
        cache: 'no-store',
        redirect: 'error',
        headers: { [CSRF_HEADER]: CSRF_VALUE },
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      const body = await response.text();
      return understand(response, body, schema, around.now());
    } catch {
      if (signal?.aborted) return { kind: 'abandoned' };
      return { kind: 'failed', trouble: 'unreachable', retryAt: null };
    }
  }

  return {
    userInfo: (signal) => call('GET', ROUTES.userInfo, UserInfoReply, signal, DEADLINE),
    topUp: (signal) => call('GET', ROUTES.topUp, TopUpReply, signal, DEADLINE),
    about: () => call('GET', ROUTES.about, AboutReply, null, ABOUT_DEADLINE),
    signOut: async (deadline = DEADLINE) => {
      const answer = await call('POST', ROUTES.signOut, null, null, deadline);
      return answer.kind === 'ok' ? { kind: 'ok', value: true } : answer;
    },
  };
}

/** `schema` is that of a 200; `null` stands for a 204. */
function understand<T extends TSchema>(
  response: Response,
  body: string,
  schema: T | null,
  now: number,
): Answer<Static<T>> {
  const value = parse(body);
  if (schema === null && response.status === 204) return { kind: 'ok', value: null as Static<T> };
  if (schema && response.status === 200 && fits(schema, value)) return { kind: 'ok', value };
  if (!fits(ErrorReply, value) || ERROR_STATUS[value.error] !== response.status) {
    return { kind: 'failed', trouble: 'something_else', retryAt: null };
  }
  const trouble = TROUBLE_OF[value.error];
  if (trouble === 'no_session') return { kind: 'no_session' };
  return {
    kind: 'failed',
    trouble,
    retryAt: readRetryAfter(response.headers.get('Retry-After'), now),
  };
}

const TROUBLE_OF: Record<ErrorCode, TroubleKind | 'no_session'> = {
  not_authenticated: 'no_session',
  reauth_required: 'no_session',
  forbidden: 'refused',
  bad_request: 'proxy_failed',
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

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
