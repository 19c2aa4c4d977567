import { describe, expect, test } from 'vitest';
import type { Fault, RecordedRequest } from '../../support/fake-platform/platform.ts';
import type { Client } from '../../support/proxy/client.ts';
import { type ProxyOptions, startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

/** More than the lifetime of an access token. */
const TOKEN_LIFETIME_SECONDS = 7_210;

const BARE_401: Fault = { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
const INVALID_REQUEST: Fault = { status: 400, body: { error: 'invalid_request' } };
const INVALID_GRANT: Fault = { status: 400, body: { error: 'invalid_grant' } };
const INVALID_CLIENT: Fault = { status: 401, body: { error: 'invalid_client' } };

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
  test('ends that session and nothing else, if the error is invalid_grant', async () => {
    const { read, ready, browser, misbehaveForFirst } = await withSessions(2);
    misbehaveForFirst(INVALID_GRANT);
    for (let count = 0; count < 6; count++) expect(await read()).toEqual(['reauth_required', 200]);
    expect(await ready()).toBe(200);
    expect(await browser().signIn()).toBe('/?login=success');
  });

  test.each<[string, Fault]>([
    ['invalid_request', INVALID_REQUEST],
    ['a bare 401', BARE_401],
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
  test.each<[string, Fault, string]>([
    ['invalid_client', INVALID_CLIENT, 'platform_misconfigured'],
    ['a bare 401 for several sessions', BARE_401, 'platform_error'],
  ])('end the readiness, keep every session, and recover: %s', async (_how, fault, error) => {
    const { platform, read, ready, untilReady, clock, browser } = await withSessions(2, FAST);
    platform.misbehave('token', fault);
    for (let count = 0; count < 6; count++) expect(await read()).toEqual([error, error]);
    expect(await ready()).toBe(503);
    expect(await browser().signIn()).toBe('/?error=server_error');
    platform.misbehave('token', null);
    await untilReady();
    clock.pass(60);
    expect(await read()).toEqual([200, 200]);
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
