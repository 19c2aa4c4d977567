import { describe, expect, test } from 'vitest';
import { AUTHORIZATION_SERVERS } from '../../support/proxy/authorization-servers.ts';
import { holdRequests } from '../../support/proxy/hold-requests.ts';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';

describe.each(AUTHORIZATION_SERVERS)('against $name', ({ start }) => {
  async function signedIn() {
    const proxy = await startProxy({ startPlatform: start, env: { USERINFO_MAX_AGE: '0' } });
    const client = await proxy.signedIn();
    proxy.platform.clearRequests();
    return { ...proxy, client };
  }

  test('a platform that refuses every access token gets one refresh a minute', async () => {
    const { client, platform, clock } = await signedIn();
    platform.misbehave('userinfo', { status: 401 });
    for (let minute = 1; minute <= 3; minute++) {
      for (let count = 0; count < 10; count++) {
        expect(await client.outcome()).toBe('502 platform_error');
      }
      expect(platform.requestsTo('token')).toHaveLength(minute);
      clock.pass(61);
    }
    platform.misbehave('userinfo', null);
    expect(await client.outcome()).toBe('200');
  });

  test('a session may force three refreshes in a row, and another one every minute', async () => {
    const { client, platform, clock } = await signedIn();
    for (let count = 0; count < 3; count++) {
      platform.expireAccessTokens('demo');
      expect(await client.outcome()).toBe('200');
    }
    platform.expireAccessTokens('demo');
    expect(await client.outcome()).toBe('502 platform_error');
    expect(platform.requestsTo('token')).toHaveLength(3);
    clock.pass(61);
    expect(await client.outcome()).toBe('200');
  });

  test('a refused token that was replaced meanwhile is not refreshed again', async () => {
    const { client, platform } = await signedIn();
    const { arrived, release } = holdRequests(platform, 'userinfo');
    const late = client.outcome();
    await arrived;
    platform.expireAccessTokens('demo');
    expect(await client.outcome('/api/user/topup')).toBe('200');
    platform.misbehave('userinfo', null);
    release();
    expect(await late).toBe('200');
    expect(platform.requestsTo('token')).toHaveLength(1);
  });
});

test('a session without budget does not affect another one', async () => {
  const { platform, browser, client } = await startSignedIn({ env: { USERINFO_MAX_AGE: '0' } });
  platform.users.add({ username: 'other' });
  const other = browser();
  await other.signIn('other');
  platform.misbehave('userinfo', { status: 401 });
  await client.outcome();
  await client.outcome();
  platform.misbehave('userinfo', null);
  platform.expireAccessTokens('other');
  expect(await other.outcome()).toBe('200');
});
