import { describe, expect, test } from 'vitest';
import type { Fault, RecordedRequest } from '../../support/fake-platform/platform.ts';
import type { Client } from '../../support/proxy/client.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { type ProxyOptions, startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

/** Seconds that an access token lives, and a few more. */
const TOKEN_LIFE = 7_210;

const BARE_401: Fault = { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
const BUSY: Fault = { status: 503, headers: { 'retry-after': '3600' } };

const isExchange = ({ body }: RecordedRequest) => body.grant_type === 'authorization_code';

async function withSessions(count: number, options: ProxyOptions = {}) {
  const proxy = await startProxy({
    ...options,
    env: { USERINFO_MAX_AGE: '0', RATE_LIMIT_SIGN_IN: '0', ...options.env },
  });
  const { platform } = proxy;
  const refreshTokens = platform.issued.refreshTokens;
  const sessions: { client: Client; refreshToken: string | undefined }[] = [];
  for (let index = 0; index < count; index++) {
    platform.users.add({ username: `user-${index}` });
    const client = await proxy.signedIn(`user-${index}`);
    sessions.push({ client, refreshToken: refreshTokens.at(-1) });
  }
  const ready = async () => (await proxy.browser().send('/readyz')).status;
  /** What each session is told, one after the other. */
  const read = async () => {
    const told: unknown[] = [];
    for (const { client } of sessions) {
      const { status, json } = await client.api('/api/user/info');
      told.push(status === 200 ? status : json().error);
    }
    return told;
  };
  /** Sends a callback that belongs to a sign-in, with a code that the platform did not issue. */
  const callBackWithMadeUpCode = async () => {
    const caller = proxy.browser();
    const state = (await caller.start()).searchParams.get('state');
    const answer = await caller.navigate(`/oauth/callback?code=made-up&state=${state}`);
    return answer.headers.location;
  };
  return { ...proxy, sessions, read, ready, callBackWithMadeUpCode };
}

/** The same response for each refresh of this session. */
const forRefreshToken =
  (refreshToken: string | undefined, fault: Fault) => (call: RecordedRequest) =>
    call.body.refresh_token === refreshToken ? fault : null;

describe('a refused refresh token', () => {
  const json = (body: object, status: number, headers: Record<string, string> = {}): Fault => ({
    status,
    headers,
    body,
  });

  test.each<[string, Fault]>([
    ['401 with a challenge', json({ error: 'invalid_grant' }, 401, BARE_401.headers)],
    [
      '401 with a challenge that names a client error',
      json({ error: 'invalid_grant' }, 401, {
        'www-authenticate': 'Bearer error="invalid_client"',
      }),
    ],
    ['403', json({ error: 'invalid_grant' }, 403)],
    ['HTML that is JSON', json({ error: 'invalid_grant' }, 400, { 'content-type': 'text/html' })],
    ['a failure', json({ success: false, error: 'invalid_grant' }, 400)],
    ['a wrapper', json({ success: false, data: { error: 'invalid_grant' } }, 401)],
  ])('ends that session and nothing else: invalid_grant as %s', async (_how, fault) => {
    const { platform, sessions, read, ready, clock, browser } = await withSessions(2);
    clock.pass(TOKEN_LIFE);
    platform.misbehaveBy(forRefreshToken(sessions[0]?.refreshToken, fault));
    for (let count = 0; count < 6; count++) expect(await read()).toEqual(['reauth_required', 200]);
    expect(await ready()).toBe(200);
    expect(await browser().signIn()).toBe('/?login=success');
  });

  test.each<[string, Fault]>([
    ['an HTML page that mentions invalid_grant', { status: 400, body: '<p>invalid_grant</p>' }],
    ['invalid_request', json({ error: 'invalid_request' }, 400)],
    ['403', { status: 403 }],
    ['404', { status: 404 }],
    ['a bare 401', BARE_401],
    ['contradictions', json({ error: 'invalid_grant', data: { error: 'invalid_scope' } }, 400)],
  ])('keeps that session, with a backoff, and touches nothing else: %s', async (_how, fault) => {
    const { platform, sessions, read, ready, clock, browser } = await withSessions(2);
    clock.pass(TOKEN_LIFE);
    platform.clearRequests();
    platform.misbehaveBy(forRefreshToken(sessions[0]?.refreshToken, fault));
    for (let count = 0; count < 20; count++) expect(await read()).toEqual(['platform_error', 200]);
    expect(await ready()).toBe(200);
    expect(platform.requestsTo('token').length).toBeLessThan(8);
    expect(await browser().signIn()).toBe('/?login=success');
    platform.misbehaveBy(() => null);
    clock.pass(60);
    expect(await read()).toEqual([200, 200]);
  });
});

describe('refused credentials', () => {
  const FAST = { intervals: { credentialsCheckMs: 50 } };

  test.each<[string, Fault]>([
    [
      'invalid_client',
      { status: 401, headers: BARE_401.headers ?? {}, body: { error: 'invalid_client' } },
    ],
    ['unauthorized_client', { status: 400, body: { error: 'unauthorized_client' } }],
    ['invalid_client in a wrapper', { status: 403, body: { data: { error: 'invalid_client' } } }],
  ])('are red, keep every session, and recover: %s', async (_how, fault) => {
    const { platform, read, ready, clock, browser } = await withSessions(2, FAST);
    clock.pass(TOKEN_LIFE);
    platform.misbehave('token', fault);
    for (let count = 0; count < 6; count++) {
      expect(await read()).toEqual(['platform_misconfigured', 'platform_misconfigured']);
    }
    expect(await ready()).toBe(503);
    expect(await browser().signIn()).toBe('/?error=server_error');
    platform.misbehave('token', null);
    await until('readiness', async () => (await ready()) === 200);
    clock.pass(4);
    expect(await read()).toEqual([200, 200]);
  });

  test.each<[string, Fault]>([
    ['invalid_request', { status: 400, body: { error: 'invalid_request' } }],
    ['403', { status: 403 }],
    ['a bare 401', BARE_401],
    ['a wrapped refusal', { status: 400, body: { success: false, message: 'no' } }],
  ])('recover where the platform refuses a made-up refresh token with %s', async (_how, fault) => {
    const { platform, browser, ready } = await withSessions(0, FAST);
    platform.misbehave('token', { status: 401, body: { error: 'invalid_client' } });
    await browser().signIn();
    expect(await ready()).toBe(503);
    platform.misbehave('token', fault);
    await until('readiness', async () => (await ready()) === 200);
  });

  test('are what a bare 401 means only for several sessions with no success in between', async () => {
    const { platform, sessions, read, ready, clock, log } = await withSessions(3, FAST);
    const [first, second, third] = sessions.map(({ refreshToken }) => refreshToken);
    clock.pass(TOKEN_LIFE);
    platform.misbehaveBy(({ body }) =>
      body.refresh_token === first || body.refresh_token === third ? BARE_401 : null,
    );
    expect(await read()).toEqual(['platform_error', 200, 'platform_error']);
    expect(await ready()).toBe(200);

    clock.pass(TOKEN_LIFE);
    platform.misbehaveBy(() => BARE_401);
    expect(await read()).toEqual(Array(3).fill('platform_error'));
    expect(await ready()).toBe(503);
    const checks = () => platform.requestsTo('token').length;
    const before = checks();
    await until('some checks', () => checks() > before + 3);
    expect(await ready()).toBe(503);
    expect(second).toBeDefined();
    platform.misbehaveBy(() => null);
    await until('readiness', async () => (await ready()) === 200);
    expect(linesOf(log(), 'request failed').length).toBeGreaterThan(0);
  });

  test('are believed to stay refused for five minutes after the last bare 401 of a session', async () => {
    const { platform, read, ready, clock } = await withSessions(2, FAST);
    clock.pass(TOKEN_LIFE);
    platform.misbehaveBy(() => BARE_401);
    await read();
    expect(await ready()).toBe(503);
    clock.pass(5 * 60 + 1);
    await until('readiness', async () => (await ready()) === 200);
  });

  test('cannot be claimed with made-up codes', async () => {
    const { platform, read, ready, clock, callBackWithMadeUpCode } = await withSessions(1, FAST);
    platform.misbehaveBy((call) => (isExchange(call) ? BARE_401 : null));
    for (let count = 0; count < 5; count++) {
      expect(await callBackWithMadeUpCode()).toBe('/?error=server_error');
    }
    expect(await ready()).toBe(200);
    clock.pass(TOKEN_LIFE);
    expect(await read()).toEqual([200]);
  });
});

describe('callbacks with made-up codes', () => {
  test.each<[string, Fault]>([
    ['503 with Retry-After', BUSY],
    ['429 with Retry-After', { ...BUSY, status: 429 }],
    ['500', { status: 500 }],
    ['a reset', { reset: true }],
    ['a bare 401', BARE_401],
  ])('delay no sign-in and no refresh: %s', async (_how, fault) => {
    const { platform, read, clock, browser, callBackWithMadeUpCode } = await withSessions(1);
    clock.pass(TOKEN_LIFE);
    platform.misbehaveBy(({ body }) => (body.code === 'made-up' ? fault : null));
    for (let count = 0; count < 10; count++) await callBackWithMadeUpCode();
    const from = Date.now();
    expect(await browser().signIn()).toBe('/?login=success');
    expect(await read()).toEqual([200]);
    expect(Date.now() - from).toBeLessThan(3_000);
  });

  test('delay nobody by leaving the platform hanging', async () => {
    const { platform, read, clock, browser, callBackWithMadeUpCode } = await withSessions(1);
    clock.pass(TOKEN_LIFE);
    const opened = Promise.withResolvers<void>();
    platform.misbehaveBy(({ body }) => (body.code === 'made-up' ? { gate: opened.promise } : null));
    const hanging = Array.from({ length: 200 }, callBackWithMadeUpCode);
    await until('all to hang', () => platform.requestsTo('token').length > 200);
    const from = Date.now();
    expect(await browser().signIn()).toBe('/?login=success');
    expect(await read()).toEqual([200]);
    expect(Date.now() - from).toBeLessThan(3_000);
    opened.resolve();
    await Promise.all(hanging);
  });
});

test('a platform that leaves the top-ups of one session hanging serves the others', async () => {
  const { platform, sessions } = await withSessions(2);
  const [first, second] = sessions.map(({ client }) => client);
  const opened = Promise.withResolvers<void>();
  platform.misbehave('topup', { gate: opened.promise }, { times: 1 });
  const arrived = platform.nextRequest('topup');
  const hanging = Array.from({ length: 200 }, async () => first?.api('/api/user/topup'));
  await arrived;
  expect((await second?.api('/api/user/info'))?.status).toBe(200);
  expect((await second?.api('/api/user/topup'))?.status).toBe(200);
  opened.resolve();
  for (const answer of await Promise.all(hanging)) expect(answer?.status).toBe(200);
});
