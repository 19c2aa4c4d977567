import { describe, expect, test } from 'vitest';
import type { Fault, RecordedRequest } from '../../support/fake-platform/platform.ts';
import type { Client } from '../../support/proxy/client.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { type ProxyOptions, startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

/** More than the lifetime of an access token. */
const TOKEN_LIFETIME_SECONDS = 7_210;

const BASIC = { 'www-authenticate': 'Basic realm="x"' };
const BARE_401: Fault = { status: 401, headers: BASIC };

const json = (body: object, status: number, headers: Record<string, string> = {}): Fault => ({
  status,
  headers,
  body,
});

/** Checks refused credentials every 50 ms. */
const FAST = { intervals: { credentialsCheckMs: 50 } };

/** Signs in users whose access tokens have expired. */
async function withSessions(count: number, options: ProxyOptions = {}) {
  const proxy = await startProxy({
    ...options,
    env: { USERINFO_MAX_AGE: '0', RATE_LIMIT_SIGN_IN: '0', ...options.env },
  });
  const { platform } = proxy;
  const sessions: { client: Client; refreshToken: string | undefined }[] = [];
  for (let index = 0; index < count; index++) {
    platform.users.add({ username: `user-${index}` });
    const client = await proxy.signedIn(`user-${index}`);
    sessions.push({ client, refreshToken: platform.issued.refreshTokens.at(-1) });
  }
  proxy.clock.pass(TOKEN_LIFETIME_SECONDS);
  const ready = async () => (await proxy.browser().send('/readyz')).status;
  const untilReady = () => until('readiness', async () => (await ready()) === 200);
  /** Reads one after the other; gives 200 or the error code of each. */
  const read = async () => {
    const outcomes: unknown[] = [];
    for (const { client } of sessions) {
      const { status, json } = await client.api('/api/user/info');
      outcomes.push(status === 200 ? status : json().error);
    }
    return outcomes;
  };
  /** Sends a callback with a valid state and a code that the platform did not issue. */
  const callBackWithMadeUpCode = async () => {
    const caller = proxy.browser();
    const state = (await caller.start()).searchParams.get('state');
    const response = await caller.navigate(`/oauth/callback?code=made-up&state=${state}`);
    return response.headers.location;
  };
  /** Applies a fault to the refreshes of the first session. */
  const misbehaveForFirst = (fault: Fault) =>
    platform.misbehaveBy(({ body }) =>
      body.refresh_token === sessions[0]?.refreshToken ? fault : null,
    );
  const tools = { sessions, read, ready, untilReady, callBackWithMadeUpCode, misbehaveForFirst };
  return { ...proxy, ...tools };
}

describe('a refused refresh token', () => {
  const INVALID_GRANT = { error: 'invalid_grant' };
  const CLIENT_CHALLENGE = { 'www-authenticate': 'Bearer error="invalid_client"' };

  test.each<[string, Fault]>([
    ['401 with a challenge', json(INVALID_GRANT, 401, BASIC)],
    ['401 with a challenge for the client', json(INVALID_GRANT, 401, CLIENT_CHALLENGE)],
    ['403', json(INVALID_GRANT, 403)],
    ['JSON with the type of HTML', json(INVALID_GRANT, 400, { 'content-type': 'text/html' })],
    ['a failure', json({ success: false, ...INVALID_GRANT }, 400)],
    ['a wrapper', json({ success: false, data: INVALID_GRANT }, 401)],
  ])('ends that session and nothing else: invalid_grant as %s', async (_how, fault) => {
    const { read, ready, browser, misbehaveForFirst } = await withSessions(2);
    misbehaveForFirst(fault);
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
    ['contradictions', json({ ...INVALID_GRANT, data: { error: 'invalid_scope' } }, 400)],
  ])('keeps that session, with a backoff, and concerns no other: %s', async (_how, fault) => {
    const { platform, read, ready, clock, browser, misbehaveForFirst } = await withSessions(2);
    platform.clearRequests();
    misbehaveForFirst(fault);
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
  test.each<[string, Fault]>([
    ['invalid_client', json({ error: 'invalid_client' }, 401, BASIC)],
    ['unauthorized_client', json({ error: 'unauthorized_client' }, 400)],
    ['invalid_client in a wrapper', json({ data: { error: 'invalid_client' } }, 403)],
  ])('end the readiness, keep every session, and recover: %s', async (_how, fault) => {
    const { platform, read, ready, untilReady, clock, browser } = await withSessions(2, FAST);
    platform.misbehave('token', fault);
    for (let count = 0; count < 6; count++) {
      expect(await read()).toEqual(Array(2).fill('platform_misconfigured'));
    }
    expect(await ready()).toBe(503);
    expect(await browser().signIn()).toBe('/?error=server_error');
    platform.misbehave('token', null);
    await untilReady();
    clock.pass(4);
    expect(await read()).toEqual([200, 200]);
  });

  test.each<[string, Fault]>([
    ['invalid_request', json({ error: 'invalid_request' }, 400)],
    ['403', { status: 403 }],
    ['a bare 401', BARE_401],
    ['a wrapped refusal', json({ success: false, message: 'no' }, 400)],
  ])('recover if the platform refuses a made-up refresh token with %s', async (_how, fault) => {
    const { platform, browser, ready, untilReady } = await withSessions(0, FAST);
    platform.misbehave('token', json({ error: 'invalid_client' }, 401));
    await browser().signIn();
    expect(await ready()).toBe(503);
    platform.misbehave('token', fault);
    await untilReady();
  });

  test('are shown by a bare 401 only for several sessions with no success in between', async () => {
    const { platform, sessions, read, ready, untilReady, clock, log } = await withSessions(3, FAST);
    const [first, , third] = sessions.map(({ refreshToken }) => refreshToken);
    platform.misbehaveBy(({ body }) =>
      body.refresh_token === first || body.refresh_token === third ? BARE_401 : null,
    );
    expect(await read()).toEqual(['platform_error', 200, 'platform_error']);
    expect(await ready()).toBe(200);

    clock.pass(TOKEN_LIFETIME_SECONDS);
    platform.misbehaveBy(() => BARE_401);
    expect(await read()).toEqual(Array(3).fill('platform_error'));
    expect(await ready()).toBe(503);
    const checks = () => platform.requestsTo('token').length;
    const before = checks();
    await until('some checks', () => checks() > before + 3);
    expect(await ready()).toBe(503);
    platform.misbehaveBy(() => null);
    await untilReady();
    expect(linesOf(log(), 'request failed').length).toBeGreaterThan(0);
  });

  test('count as refused for five minutes after the last bare 401 of a session', async () => {
    const { platform, read, ready, untilReady, clock } = await withSessions(2, FAST);
    platform.misbehaveBy(() => BARE_401);
    await read();
    expect(await ready()).toBe(503);
    clock.pass(5 * 60 + 1);
    await untilReady();
  });

  test('cannot be feigned with made-up codes', async () => {
    const { platform, read, ready, callBackWithMadeUpCode } = await withSessions(1, FAST);
    const isExchange = ({ body }: RecordedRequest) => body.grant_type === 'authorization_code';
    platform.misbehaveBy((request) => (isExchange(request) ? BARE_401 : null));
    for (let count = 0; count < 5; count++) {
      expect(await callBackWithMadeUpCode()).toBe('/?error=server_error');
    }
    expect(await ready()).toBe(200);
    expect(await read()).toEqual([200]);
  });
});

test('callbacks with made-up codes that get no response delay no other request', async () => {
  const { platform, browser, read, callBackWithMadeUpCode } = await withSessions(1);
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

test('a platform that does not respond to the top-ups of one session serves the others', async () => {
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
  for (const response of await Promise.all(hanging)) expect(response?.status).toBe(200);
});
