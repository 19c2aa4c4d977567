import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../support/fake-platform/platform.ts';
import { PlatformClient, type TokenReply } from './platform-client.ts';

let platform: Platform;
let client: PlatformClient;

beforeEach(async () => {
  platform = await startPlatform();
  client = new PlatformClient(platform);
});

afterEach(() => platform.close());

const userInfo = () => client.read('userinfo', 'wrong');

describe('a planned fault', () => {
  test('applies to every request until it is removed', async () => {
    const headers = { 'retry-after': '7', 'content-type': 'text/html' };
    platform.misbehave('userinfo', { status: 503, headers, body: '<h1>' });
    for (const _turn of [1, 2]) {
      const response = await userInfo();
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('7');
      expect(response.headers.get('content-type')).toBe('text/html');
      expect(await response.text()).toBe('<h1>');
    }
    platform.misbehave('userinfo', null);
    expect((await userInfo()).status).toBe(401);
  });

  test('sends objects as JSON and buffers unchanged, with status 200 by default', async () => {
    platform.misbehave('topup', { body: { success: false } });
    const asObject = await client.read('topup', 'wrong');
    expect(asObject.status).toBe(200);
    expect(await asObject.json()).toEqual({ success: false });
    platform.misbehave('topup', { body: Buffer.from([0xff, 0x00]) });
    const bytes = await (await client.read('topup', 'wrong')).arrayBuffer();
    expect([...new Uint8Array(bytes)]).toEqual([0xff, 0x00]);
  });

  test('applies a given number of times, to one endpoint', async () => {
    platform.misbehave('userinfo', { status: 500 }, { times: 2 });
    expect((await client.read('topup', 'wrong')).status).toBe(401);
    expect((await userInfo()).status).toBe(500);
    expect((await userInfo()).status).toBe(500);
    expect((await userInfo()).status).toBe(401);
  });

  test('applies to the authorization and the registration endpoint', async () => {
    platform.misbehave('authorize', { status: 502 });
    expect((await fetch(client.authorizationUrl())).status).toBe(502);
    platform.misbehave('oauth_apps', { status: 429 });
    expect((await client.submit('/api/oauth_apps', {})).status).toBe(429);
  });

  test('resets the connection', async () => {
    platform.misbehave('userinfo', { reset: true }, { times: 1 });
    await expect(userInfo()).rejects.toThrow('fetch failed');
    expect((await userInfo()).status).toBe(401);
    expect(platform.requestsTo('userinfo').map((call) => call.status)).toEqual([null, 401]);
  });

  test('ends the connection within the body', async () => {
    platform.misbehave('userinfo', { cutMidBody: true, body: { username: 'demo' } });
    const response = await userInfo();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test('stalls within the body', async () => {
    platform.misbehave('userinfo', { stallMidBody: true, body: 'abcdef' });
    const reader = (await userInfo()).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('abc');
    const rest = reader?.read().catch(() => 'ended by close');
    await platform.close();
    expect(await rest).toBe('ended by close');
  });

  test('hangs until it is removed, then handles the request', async () => {
    platform.misbehave('userinfo', { hang: true }, { times: 1 });
    const arrived = platform.nextRequest('userinfo');
    const hanging = userInfo();
    expect((await arrived).status).toBeNull();
    expect((await userInfo()).status).toBe(401);
    platform.misbehave('userinfo', null);
    expect((await hanging).status).toBe(401);
  });

  test('hangs until the platform closes', async () => {
    platform.misbehave('userinfo', { hang: true });
    const arrived = platform.nextRequest('userinfo');
    const hanging = userInfo().catch(() => 'ended by close');
    await arrived;
    await platform.close();
    expect(await hanging).toBe('ended by close');
  });

  test('waits for a gate, then handles the request', async () => {
    const gate = Promise.withResolvers<void>();
    const { refresh_token } = await client.tokens();
    platform.misbehave('token', { gate: gate.promise }, { times: 1 });
    const arrived = platform.nextRequest('token');
    const refreshing = client.refresh(refresh_token);
    expect((await arrived).body).toMatchObject({ grant_type: 'refresh_token', refresh_token });
    expect(platform.issued.refreshTokens).toHaveLength(1);
    gate.resolve();
    expect((await refreshing).status).toBe(200);
    expect(platform.issued.refreshTokens).toHaveLength(2);
  });

  test('delays the response', async () => {
    platform.misbehave('userinfo', { delay: 30 });
    const started = performance.now();
    expect((await userInfo()).status).toBe(401);
    expect(performance.now() - started).toBeGreaterThan(25);
  });

  test('stops delaying when the platform closes', async () => {
    platform.misbehave('userinfo', { delay: 600_000 });
    const arrived = platform.nextRequest('userinfo');
    const delayed = userInfo().catch(() => 'ended by close');
    await arrived;
    await platform.close();
    expect(await delayed).toBe('ended by close');
  });

  test('rotates the token, then drops the response', async () => {
    const { refresh_token } = await client.tokens();
    platform.misbehave('token', { afterSuccess: true }, { times: 1 });
    await expect(client.refresh(refresh_token)).rejects.toThrow('fetch failed');
    expect(platform.issued.refreshTokens).toHaveLength(2);
    expect((await client.refresh(refresh_token)).status).toBe(400);
  });

  test('rotates the token, then truncates or replaces the response', async () => {
    const first = await client.tokens();
    platform.misbehave('token', { afterSuccess: true, cutMidBody: true }, { times: 1 });
    const cut = await client.refresh(first.refresh_token);
    expect(cut.status).toBe(200);
    await expect(cut.text()).rejects.toThrow('terminated');
    const second = await client.tokens();
    platform.misbehave('token', { afterSuccess: true, status: 502, body: 'bad gateway' });
    const replaced = await client.refresh(second.refresh_token);
    expect(replaced.status).toBe(502);
    expect(await replaced.text()).toBe('bad gateway');
    expect(platform.issued.refreshTokens).toHaveLength(4);
  });
});

describe('the recorded requests', () => {
  test('contain the request and the status of the response', async () => {
    const answered = platform.nextRequest((call) => call.path === '/api/oauth2/token', {
      answered: true,
    });
    await client.refresh('refresh_x');
    const call = await answered;
    expect(platform.requestsTo('token')).toEqual([call]);
    expect(call).toMatchObject({
      method: 'POST',
      path: '/api/oauth2/token',
      query: {},
      body: { grant_type: 'refresh_token', refresh_token: 'refresh_x' },
      status: 400,
    });
    expect(call.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    await client.page('/nowhere?a=1');
    expect(platform.requests.at(-1)).toMatchObject({ path: '/nowhere', query: { a: '1' } });
    platform.clearRequests();
    expect(platform.requests).toEqual([]);
  });

  test('include every issued secret', async () => {
    const code = await client.code();
    const tokens = (await (await client.exchange(code)).json()) as TokenReply;
    expect(platform.issued).toEqual({
      codes: [code],
      accessTokens: [tokens.access_token],
      refreshTokens: [tokens.refresh_token],
      clientSecrets: [client.app.clientSecret],
    });
  });
});

describe('startPlatform', () => {
  test('creates the given users besides demo', async () => {
    const other = await startPlatform({ seedUsers: [{ username: 'ann', quota: 2_000 }] });
    expect(other.users.get('ann').balanceFormatted).toBe('2.00');
    expect(other.users.get('demo').balanceFormatted).toBe('750.00');
    expect(() => other.users.get('nobody')).toThrow('no user nobody');
    await other.close();
  });

  test('fails if the port is in use', async () => {
    const port = Number(new URL(platform.url).port);
    await expect(startPlatform({ port })).rejects.toThrow('EADDRINUSE');
  });

  test('the platform returns 404 for unknown paths', async () => {
    expect((await client.page('/nowhere')).status).toBe(404);
    expect((await client.page('/__proto__')).status).toBe(404);
  });
});
