import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AUTHORIZATION_SERVERS } from '../../support/proxy/authorization-servers.ts';
import { holdRequests } from '../../support/proxy/hold-requests.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

describe.each(AUTHORIZATION_SERVERS)('against $name', ({ start }) => {
  /** Two proxies on one SQLite file, and a session whose access token expires in `left` seconds. */
  async function twoProxies(left: number) {
    const masterKeys = [randomBytes(32)];
    const first = await startProxy({
      startPlatform: start,
      masterKeys,
      env: { USERINFO_MAX_AGE: '0' },
    });
    const { OAUTH_CLIENT_ID = '', OAUTH_CLIENT_SECRET = '' } = first.env;
    let reads = 0;
    const second = await startProxy({
      masterKeys,
      beside: first,
      storeFile: first.storeFile,
      store: (store) => ({
        ...store,
        read: (idHash) => {
          reads += 1;
          return store.read(idHash);
        },
      }),
      env: { USERINFO_MAX_AGE: '0', OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET },
    });
    const client = await first.signedIn();
    const elsewhere = second.browser(client);
    first.clock.pass(7200 - left);
    first.platform.clearRequests();
    return {
      platform: first.platform,
      clock: first.clock,
      client,
      elsewhere,
      /** How often the second proxy has read a record. */
      readsElsewhere: () => reads,
    };
  }

  describe('two proxies on one store', () => {
    test('refresh once, and every request succeeds', async () => {
      const { platform, client, elsewhere } = await twoProxies(-10);
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, (_, index) => (index % 2 ? client : elsewhere).outcome()),
      );
      expect(new Set(outcomes)).toEqual(new Set(['200']));
      expect(platform.requestsTo('token')).toHaveLength(1);
    });

    test('refresh once, and no request waits while the token is valid', async () => {
      const { platform, client, elsewhere } = await twoProxies(240);
      const { release } = holdRequests(platform, 'token');
      await client.outcome();
      await until('the refresh', () => platform.requestsTo('token').length === 1);
      for (let count = 0; count < 5; count++) expect(await elsewhere.outcome()).toBe('200');
      expect(platform.requestsTo('token')).toHaveLength(1);
      release();
      await until('the new token at the other proxy', async () => {
        await elsewhere.outcome();
        return (
          platform.requestsTo('userinfo').at(-1)?.headers.authorization ===
          `Bearer ${platform.issued.accessTokens[1]}`
        );
      });
      expect(platform.requestsTo('token')).toHaveLength(1);
    });

    test('do not repeat a failed refresh for the requests that waited for it', async () => {
      const { platform, client, elsewhere, readsElsewhere } = await twoProxies(-10);
      const gate = Promise.withResolvers<void>();
      platform.misbehave('token', { gate: gate.promise, status: 500 });
      const arrived = platform.nextRequest('token');
      const here = client.outcome();
      await arrived;
      const there = elsewhere.outcome();
      await until('the second proxy to wait for the lease', () => readsElsewhere() > 3);
      gate.resolve();
      expect(await here).toBe('503 platform_unavailable');
      expect(await there).toBe('503 platform_unavailable');
      expect(platform.requestsTo('token')).toHaveLength(1);
      platform.misbehave('token', null);
      expect(await elsewhere.outcome()).toBe('200');
      expect(await client.outcome()).toBe('200');
    });

    test('do not restore a session that was signed out during the refresh', async () => {
      const { platform, client, elsewhere } = await twoProxies(-10);
      const { arrived, release } = holdRequests(platform, 'token');
      const reading = client.outcome();
      await arrived;
      expect((await elsewhere.api('/auth/logout', { method: 'POST' })).status).toBe(204);
      release();
      expect(await reading).toBe('401 not_authenticated');
      expect(await client.outcome()).toBe('401 not_authenticated');
    });
  });

  describe('a session in doubt', () => {
    test('uses its access token until it expires, then gives reauth_required', async () => {
      const { platform, clock, client } = await twoProxies(299);
      platform.misbehave('token', { afterSuccess: true, reset: true }, { times: 1 });
      expect(await client.outcome()).toBe('200');
      await until('the response to be lost', () => platform.issued.refreshTokens.length === 2);
      // Both servers end the grant when a refresh token is reused; this platform only refuses it.
      platform.misbehave('token', { status: 400, body: { error: 'invalid_grant' } });
      await until('the second attempt', async () => {
        clock.pass(10);
        expect(await client.outcome()).toBe('200');
        return platform.requestsTo('token').length === 2;
      });
      platform.misbehave('token', null);
      expect(await client.outcome()).toBe('200');
      expect(await client.outcome()).toBe('200');
      clock.pass(300);
      expect(await client.outcome()).toBe('401 reauth_required');
      expect(platform.requestsTo('token')).toHaveLength(2);
    });

    test('ends at once if the platform ended the grant', async () => {
      const { platform, clock, client } = await twoProxies(240);
      platform.misbehave('token', { afterSuccess: true, reset: true }, { times: 1 });
      await client.outcome();
      await until('the response to be lost', () => platform.issued.refreshTokens.length === 2);
      await until('the end of the grant', async () => {
        clock.pass(1);
        return (await client.outcome()) === '401 reauth_required';
      });
      expect(platform.requestsTo('token')).toHaveLength(2);
    });

    test('continues if the platform still accepts the refresh token', async () => {
      const { platform, client } = await twoProxies(-10);
      platform.misbehave('token', { cutMidBody: true }, { times: 1 });
      expect(await client.outcome()).toBe('503 platform_unavailable');
      expect(await client.outcome()).toBe('200');
      expect(platform.requestsTo('token')).toHaveLength(2);
    });
  });
});
