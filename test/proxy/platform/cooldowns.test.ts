import { describe, expect, test } from 'vitest';
import { startSignedIn } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const NO_CACHE = { env: { USERINFO_MAX_AGE: '0' } };

describe('Retry-After of the platform', () => {
  test.each([503, 429])('with %i holds for that session and endpoint alone', async (status) => {
    const { platform, client, signedIn, clock } = await startSignedIn(NO_CACHE);
    const other = await signedIn();
    const read = () => client.api('/api/user/info');
    platform.misbehave('userinfo', { status, headers: { 'retry-after': '120' } });
    expect((await read()).headers['retry-after']).toBe('120');
    platform.misbehave('userinfo', null);
    clock.pass(60);
    const response = await read();
    expect(response.json().error).toBe('platform_unavailable');
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(50);
    expect(Number(response.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(platform.requestsTo('userinfo')).toHaveLength(1);
    expect((await other.api('/api/user/info')).status).toBe(200);
    expect((await client.api('/api/user/topup')).status).toBe(200);
    clock.pass(61);
    expect((await read()).status).toBe(200);
  });

  test('of the token endpoint holds for refreshes', async () => {
    const { platform, client, clock } = await startSignedIn(NO_CACHE);
    platform.clearRequests();
    clock.pass(7201);
    const read = () => client.api('/api/user/info');
    platform.misbehave('token', { status: 429, headers: { 'retry-after': '45' } });
    expect((await read()).headers['retry-after']).toBe('45');
    platform.misbehave('token', null);
    expect((await read()).status).toBe(503);
    expect(platform.requestsTo('token')).toHaveLength(1);
    clock.pass(46);
    expect((await read()).status).toBe(200);
  });
});

test('access tokens that live four minutes are refreshed once in half a minute', async () => {
  const { client, platform, clock } = await startSignedIn(NO_CACHE);
  platform.clearRequests();
  platform.settings.accessTokenLifetime = 240;
  clock.pass(7200 - 240);
  for (let round = 1; round <= 3; round++) {
    await client.api('/api/user/info');
    await until('the refresh', () => platform.requestsTo('token').length === round);
    await until('the new token in use', async () => {
      await client.api('/api/user/info');
      const last = platform.requestsTo('userinfo').at(-1)?.headers.authorization;
      return last === `Bearer ${platform.issued.accessTokens.at(-1)}`;
    });
    for (let count = 0; count < 10; count++) await client.api('/api/user/info');
    expect(platform.requestsTo('token')).toHaveLength(round);
    clock.pass(31);
  }
});

describe('forced refreshes', () => {
  test('are one a minute if the platform refuses every access token', async () => {
    const { client, platform, clock } = await startSignedIn(NO_CACHE);
    platform.clearRequests();
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

  test('are three in a row for a session, and another one every minute', async () => {
    const { client, platform, clock } = await startSignedIn(NO_CACHE);
    platform.clearRequests();
    const forced = () => {
      platform.expireAccessTokens('demo');
      return client.outcome();
    };
    for (let count = 0; count < 3; count++) expect(await forced()).toBe('200');
    expect(await forced()).toBe('502 platform_error');
    expect(platform.requestsTo('token')).toHaveLength(3);
    clock.pass(61);
    expect(await client.outcome()).toBe('200');
  });
});
