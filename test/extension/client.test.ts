import { ERROR_CODES, ERROR_STATUS } from '@shared/errors.ts';
import { describe, expect, test } from 'vitest';
import { createProxyClient, readRetryAfter } from '../../extension/proxy/client.ts';
import { account, errorReply, json, NOON, PROXY } from './scene.ts';

const open = new AbortController().signal;

function clientOf(reply: () => Response | Promise<Response>) {
  const seen: { url: string; init: RequestInit | undefined }[] = [];
  const client = createProxyClient(PROXY, {
    fetch: async (url, init) => {
      seen.push({ url: String(url), init });
      return reply();
    },
    now: () => NOON,
  });
  return { client, seen };
}

describe('a call', () => {
  test('carries the session, the header, and nothing that could go astray', async () => {
    const { client, seen } = clientOf(() => json(200, account()));
    await client.userInfo(open);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.url).toBe('http://localhost:8787/api/user/info');
    expect(seen[0]?.init).toMatchObject({
      method: 'GET',
      credentials: 'include',
      cache: 'no-store',
      redirect: 'error',
      headers: { 'X-CSRF': '1' },
    });
  });

  test('signs out by POST and takes 204 alone for success', async () => {
    const { client, seen } = clientOf(() => new Response(null, { status: 204 }));
    expect(await client.signOut()).toEqual({ kind: 'ok', value: true });
    expect(seen[0]?.init?.method).toBe('POST');
    const other = clientOf(() => json(200, {}));
    expect(await other.client.signOut()).toMatchObject({ trouble: 'something_else' });
  });

  test('gives the account as the proxy sent it', async () => {
    const reply = account({ balance_formatted: '¥1,234.56' });
    expect(await clientOf(() => json(200, reply)).client.userInfo(open)).toEqual({
      kind: 'ok',
      value: reply,
    });
  });

  test('that finds nobody is unreachable', async () => {
    const { client } = clientOf(() => Promise.reject(new TypeError('Failed to fetch')));
    const answer = await client.userInfo(open);
    expect(answer).toEqual({ kind: 'failed', trouble: 'unreachable', retryAt: null });
  });

  test('whose body breaks off is unreachable', async () => {
    const broken = new ReadableStream({ start: (c) => c.error(new Error('reset')) });
    const { client } = clientOf(() => new Response(broken, { status: 200 }));
    expect(await client.userInfo(open)).toMatchObject({ trouble: 'unreachable' });
  });

  test('that takes longer than its deadline is unreachable', async () => {
    const client = createProxyClient(PROXY, {
      fetch: (_, init) =>
        new Promise((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        }),
      now: () => NOON,
    });
    expect(await client.signOut(10)).toMatchObject({ trouble: 'unreachable' });
  });

  test('that its caller gives up is abandoned, not failed', async () => {
    const caller = new AbortController();
    const { client } = clientOf(() => {
      caller.abort();
      return Promise.reject(new Error('aborted'));
    });
    expect(await client.userInfo(caller.signal)).toEqual({ kind: 'abandoned' });
  });
});

describe('something else answers', () => {
  const { username: _, ...nameless } = account();
  test.each<[string, Response]>([
    ['a page', new Response('<h1>Welcome</h1>', { status: 200 })],
    ['a gateway error', new Response('Bad Gateway', { status: 502 })],
    ['nothing', new Response('', { status: 200 })],
    ['another API', json(200, { success: true, data: account() })],
    ['an account without a name', json(200, nameless)],
    ['a balance that is a number', json(200, { ...account(), balance_formatted: 750 })],
    ['an account with status 201', json(201, account())],
    ['an unknown error', json(401, { error: 'unauthorized', message: 'No.' })],
    ['an error under a wrong status', json(500, { error: 'not_authenticated', message: 'No.' })],
    ['an error that claims success', json(200, { error: 'rate_limited', message: 'No.' })],
  ])('%s', async (_name, response) => {
    const answer = await clientOf(() => response).client.userInfo(open);
    expect(answer).toEqual({ kind: 'failed', trouble: 'something_else', retryAt: null });
  });

  test('a proxy of another product is not ours', async () => {
    const other = { name: 'other', version: '1', platform_url: 'https://example.com' };
    const answer = await clientOf(() => json(200, other)).client.about();
    expect(answer).toMatchObject({ trouble: 'something_else' });
  });
});

describe('an error of the proxy', () => {
  test.each(ERROR_CODES)('%s is understood', async (code) => {
    const answer = await clientOf(() => errorReply(code)).client.userInfo(open);
    if (ERROR_STATUS[code] === 401) expect(answer).toEqual({ kind: 'no_session' });
    else expect(answer).toMatchObject({ kind: 'failed', retryAt: null });
    expect(answer).not.toMatchObject({ trouble: 'something_else' });
  });

  test('says when to ask again', async () => {
    const reply = () => errorReply('rate_limited', { 'Retry-After': '30' });
    const answer = await clientOf(reply).client.userInfo(open);
    expect(answer).toEqual({ kind: 'failed', trouble: 'rate_limited', retryAt: NOON + 30_000 });
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
    expect(readRetryAfter(header, NOON)).toBe(at);
  });
});
