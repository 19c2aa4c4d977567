import { describe, expect, test } from 'vitest';
import { createProxyClient } from '../../../extension/api/proxy-client.ts';
import { parseRetryAfter } from '../../../extension/api/retry-after.ts';
import { ERROR_CODES, ERROR_STATUS } from '../../../shared/errors.ts';
import {
  account,
  brokenBody,
  errorReply,
  json,
  NOON,
  PROXY,
} from '../../support/extension/fixtures.ts';

const open = new AbortController().signal;

function clientOf(reply: () => Response | Promise<Response>) {
  const seen: { url: string; init: RequestInit | undefined }[] = [];
  const client = createProxyClient(PROXY, 0, {
    fetch: async (url, init) => {
      seen.push({ url: String(url), init });
      return reply();
    },
    now: () => NOON,
  });
  return { client, seen };
}

describe('a request', () => {
  test('carries the cookies and the CSRF header, and follows no redirect', async () => {
    const { client, seen } = clientOf(() => json(200, account()));
    await client.userInfo(open);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.url).toBe('http://localhost:8787/api/user/info');
    expect(seen[0]?.init).toMatchObject({
      method: 'GET',
      credentials: 'include',
      cache: 'no-store',
      redirect: 'manual',
      headers: { 'X-CSRF': '1' },
    });
  });

  test('for sign-out is a POST, and succeeds only with 204', async () => {
    const { client, seen } = clientOf(() => new Response(null, { status: 204 }));
    expect(await client.signOut()).toEqual({ kind: 'ok', value: true });
    expect(seen[0]?.init?.method).toBe('POST');
    const other = clientOf(() => json(200, {}));
    expect(await other.client.signOut()).toMatchObject({ problem: 'something_else' });
  });

  test.each<[string, () => Promise<Response>]>([
    ['without a response', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['whose body breaks off', async () => new Response(brokenBody())],
  ])('%s is unreachable', async (_, reply) => {
    const result = await clientOf(reply).client.userInfo(open);
    expect(result).toEqual({ kind: 'failed', problem: 'unreachable', retryAt: null });
  });

  test('that times out is unreachable', async () => {
    const client = createProxyClient(PROXY, 0, {
      fetch: (_, init) =>
        new Promise((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        }),
      now: () => NOON,
    });
    expect(await client.signOut(10)).toMatchObject({ problem: 'unreachable' });
  });

  test('aborted by its caller is abandoned', async () => {
    const caller = new AbortController();
    const { client } = clientOf(() => {
      caller.abort();
      return Promise.reject(new Error('aborted'));
    });
    expect(await client.userInfo(caller.signal)).toEqual({ kind: 'abandoned' });
  });
});

describe('a known account', () => {
  const TAG = 'W/"3q2-7wAAAAAAAAAAAAAAAA"';
  const known = { account: account(), etag: TAG };
  const received = (found: typeof known) => ({ kind: 'ok', value: { ...found, receivedAt: NOON } });
  const unchanged = received(known);
  const same = (headers: Record<string, string> = {}) =>
    new Response(null, { status: 304, headers: { ETag: TAG, ...headers } });
  const at = (ms: number) => ({ Date: new Date(ms).toUTCString() });

  test('is requested with its entity tag', async () => {
    const { client, seen } = clientOf(() => json(200, account(), { ETag: TAG }));
    expect(await client.userInfo(open, null)).toEqual(unchanged);
    await client.userInfo(open, known);
    const tags = seen.map(({ init }) => new Headers(init?.headers).get('If-None-Match'));
    expect(tags).toEqual([null, TAG]);
    expect(new Headers(seen[1]?.init?.headers).get('X-CSRF')).toBe('1');
  });

  test('that has not changed is current as of the date of the 304', async () => {
    const { client } = clientOf(() => same(at(NOON + 600_000)));
    expect(await client.userInfo(open, known)).toEqual(
      received({ ...known, account: account({ as_of: NOON / 1000 + 600 }) }),
    );
  });

  test.each<[string, Record<string, string>]>([
    ['no date', {}],
    ['an invalid date', { Date: 'yesterday' }],
    ['an earlier date', at(NOON - 600_000)],
  ])('that has not changed keeps its age if the 304 has %s', async (_, headers) => {
    const { client } = clientOf(() => same(headers));
    expect(await client.userInfo(open, known)).toEqual(unchanged);
  });

  test('that has changed is replaced, with its entity tag', async () => {
    const changed = { account: account({ balance_formatted: '749.00' }), etag: '"b"' };
    const { client } = clientOf(() => json(200, changed.account, { ETag: '"b"' }));
    expect(await client.userInfo(open, known)).toEqual(received(changed));
  });

  test('is not confirmed by a 304 to a request without an entity tag', async () => {
    for (const nothing of [null, { ...known, etag: null }]) {
      expect(await clientOf(() => same()).client.userInfo(open, nothing)).toMatchObject({
        problem: 'something_else',
      });
    }
  });

  test.each(['', 'untagged', '"a', `"${'a'.repeat(200)}"`, '"a", "b"', '*'])(
    'has no entity tag if the header is %j',
    async (tag) => {
      const { client } = clientOf(() => json(200, account(), { ETag: tag }));
      expect(await client.userInfo(open)).toMatchObject({ value: { etag: null } });
    },
  );
});

describe('a response of something else', () => {
  const { username: _, ...nameless } = account();
  const error = (status: number, code: string) => json(status, { error: code, message: 'No.' });
  const page = (body: string | null, status = 200) => new Response(body, { status });

  test.each<[string, string, Response]>([
    ['an account without a name', 'something_else', json(200, nameless)],
    ['a numeric balance', 'something_else', json(200, { ...account(), balance_formatted: 7 })],
    ['an account with status 201', 'something_else', json(201, account())],
    ['an unknown error', 'intercepted', error(401, 'unauthorized')],
    ['an error under a wrong status', 'something_else', error(500, 'not_authenticated')],
    ['an error that claims success', 'something_else', error(200, 'rate_limited')],
    ['a redirect', 'intercepted', page(null, 307)],
    ['a web server without the proxy', 'proxy_down', page('', 502)],
    ['the 431 of version 0.1.0', 'too_many_cookies', error(431, 'bad_request')],
  ])('%s: %s', async (_name, problem, response) => {
    const result = await clientOf(() => response).client.userInfo(open);
    expect(result).toMatchObject({ kind: 'failed', problem, retryAt: null });
    expect(result).toHaveProperty('detectedServer.kind');
  });

  test.each([
    [429, '30', 'rate_limited', 30_000],
    [429, null, 'rate_limited', null],
    [503, '30', 'proxy_down', 30_000],
    [502, '30', 'proxy_down', null],
    [200, '30', 'something_else', null],
  ])('a page with %s and Retry-After: %s is %s', async (status, header, problem, waitMs) => {
    const headers = { 'Content-Type': 'text/html', ...(header && { 'Retry-After': header }) };
    const response = new Response('<h1>Wait</h1>', { status, headers });
    expect(await clientOf(() => response).client.userInfo(open)).toMatchObject({
      problem,
      retryAt: waitMs && NOON + waitMs,
    });
  });
});

describe('an error reply', () => {
  test.each(ERROR_CODES)('%s is understood', async (code) => {
    const result = await clientOf(() => errorReply(code)).client.userInfo(open);
    if (ERROR_STATUS[code] === 401) expect(result).toEqual({ kind: 'no_session' });
    else expect(result).toMatchObject({ kind: 'failed', retryAt: null });
    expect(result).not.toMatchObject({ problem: 'something_else' });
  });

  test('says when to retry', async () => {
    const reply = () => errorReply('rate_limited', { 'Retry-After': '30' });
    const result = await clientOf(reply).client.userInfo(open);
    expect(result).toEqual({ kind: 'failed', problem: 'rate_limited', retryAt: NOON + 30_000 });
  });

  test.each([
    [null, null],
    ['0', null],
    ['-5', null],
    ['soon', null],
    ['90', NOON + 90_000],
    ['999999', NOON + 3_600_000],
    [new Date(NOON + 45_000).toUTCString(), NOON + 45_000],
    [new Date(NOON - 45_000).toUTCString(), null],
  ])('Retry-After: %j', (header, at) => {
    expect(parseRetryAfter(header, NOON)).toBe(at);
  });
});
