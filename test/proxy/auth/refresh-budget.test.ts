import { describe, expect, test } from 'vitest';
import { AUTHORIZATION_SERVERS } from '../../support/proxy/authorization-servers.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';

describe.each(AUTHORIZATION_SERVERS)('against $name', ({ start }) => {
  async function signedIn() {
    const proxy = await startProxy({ startPlatform: start, env: { USERINFO_MAX_AGE: '0' } });
    const client = await proxy.signedIn();
    proxy.platform.clearRequests();
    return { ...proxy, client };
  }

  test('a platform that refuses every access token has one refresh a minute', async () => {
    const { client, platform, clock } = await signedIn();
    platform.misbehave('userinfo', { status: 401 });
    for (let minute = 1; minute <= 3; minute++) {
      for (let count = 0; count < 10; count++) {
        const answer = await client.api('/api/user/info');
        expect(answer.status).toBe(502);
        expect(answer.json().error).toBe('platform_error');
      }
      expect(platform.requestsTo('token')).toHaveLength(minute);
      clock.pass(61);
    }
    platform.misbehave('userinfo', null);
    expect((await client.api('/api/user/info')).status).toBe(200);
  });

  test('a session may force three in a row, and another one every minute', async () => {
    const { client, platform, clock } = await signedIn();
    for (let count = 0; count < 3; count++) {
      platform.expireAccessTokens('demo');
      expect((await client.api('/api/user/info')).status).toBe(200);
    }
    platform.expireAccessTokens('demo');
    expect((await client.api('/api/user/info')).json().error).toBe('platform_error');
    expect(platform.requestsTo('token')).toHaveLength(3);
    clock.pass(61);
    expect((await client.api('/api/user/info')).status).toBe(200);
  });

  test('a token that was replaced meanwhile is not replaced again', async () => {
    const { client, platform } = await signedIn();
    const gate = Promise.withResolvers<void>();
    platform.misbehave('userinfo', { gate: gate.promise });
    const arrived = platform.nextRequest('userinfo');
    const late = client.api('/api/user/info');
    await arrived;
    platform.expireAccessTokens('demo');
    expect((await client.api('/api/user/topup')).status).toBe(200);
    platform.misbehave('userinfo', null);
    gate.resolve();
    expect((await late).status).toBe(200);
    expect(platform.requestsTo('token')).toHaveLength(1);
  });
});

test('one session at its cap does not hold up another', async () => {
  const { signedIn, platform, browser } = await startProxy({ env: { USERINFO_MAX_AGE: '0' } });
  const client = await signedIn();
  platform.users.add({ username: 'other' });
  const other = browser();
  await other.signIn('other');
  platform.misbehave('userinfo', { status: 401 });
  await client.api('/api/user/info');
  await client.api('/api/user/info');
  platform.misbehave('userinfo', null);
  platform.expireAccessTokens('other');
  expect((await other.api('/api/user/info')).status).toBe(200);
});
