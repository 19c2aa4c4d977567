import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AUTHORIZATION_SERVERS } from '../../support/proxy/authorization-servers.ts';
import type { Client } from '../../support/proxy/client.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

describe.each(AUTHORIZATION_SERVERS)('against $name', ({ start }) => {
  /** Two proxies over one SQLite file and one application, and a session with this many seconds left. */
  async function twoProxies(left: number) {
    const masterKeys = [randomBytes(32)];
    const first = await startProxy({
      startPlatform: start,
      masterKeys,
      env: { USERINFO_MAX_AGE: '0' },
    });
    const { OAUTH_CLIENT_ID = '', OAUTH_CLIENT_SECRET = '' } = first.env;
    let looks = 0;
    const second = await startProxy({
      masterKeys,
      beside: first,
      storeFile: first.storeFile,
      store: (store) => ({
        ...store,
        read: (idHash) => {
          looks += 1;
          return store.read(idHash);
        },
      }),
      env: { USERINFO_MAX_AGE: '0', OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET },
    });
    const client = await first.signedIn();
    const elsewhere = second.browser();
    for (const [name, cookie] of client.cookies) elsewhere.cookies.set(name, cookie);
    first.clock.pass(7200 - left);
    first.platform.clearRequests();
    return {
      platform: first.platform,
      clock: first.clock,
      client,
      elsewhere,
      /** How often the second proxy has read a record. */
      looks: () => looks,
    };
  }

  const read = (client: Client) => client.api('/api/user/info');

  describe('two proxies on one store', () => {
    test('refresh once, and everybody gets a good answer', async () => {
      const { platform, client, elsewhere } = await twoProxies(-10);
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) => read(index % 2 ? client : elsewhere)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(platform.requestsTo('token')).toHaveLength(1);
    });

    test('nobody waits at either while the token lives, and one alone refreshes', async () => {
      const { platform, client, elsewhere } = await twoProxies(240);
      const gate = Promise.withResolvers<void>();
      platform.misbehave('token', { gate: gate.promise });
      await read(client);
      await until('the refresh', () => platform.requestsTo('token').length === 1);
      for (let count = 0; count < 5; count++) expect((await read(elsewhere)).status).toBe(200);
      expect(platform.requestsTo('token')).toHaveLength(1);
      gate.resolve();
      const renewed = () => platform.issued.accessTokens[1];
      await until('the new token at the other proxy', async () => {
        await read(elsewhere);
        return (
          platform.requestsTo('userinfo').at(-1)?.headers.authorization === `Bearer ${renewed()}`
        );
      });
      expect(platform.requestsTo('token')).toHaveLength(1);
    });

    test('the one that waited does not ask again after a refresh that failed', async () => {
      const { platform, client, elsewhere, looks } = await twoProxies(-10);
      const gate = Promise.withResolvers<void>();
      platform.misbehave('token', { gate: gate.promise, status: 500 });
      const arrived = platform.nextRequest('token');
      const here = read(client);
      await arrived;
      const there = read(elsewhere);
      await until('the second to look at the lease again and again', () => looks() > 3);
      gate.resolve();
      expect((await here).json().error).toBe('platform_unavailable');
      expect((await there).json().error).toBe('platform_unavailable');
      expect(platform.requestsTo('token')).toHaveLength(1);
      platform.misbehave('token', null);
      expect((await read(elsewhere)).status).toBe(200);
      expect((await read(client)).status).toBe(200);
    });

    test('a refresh that failed leaves the lease to the other', async () => {
      const { platform, client, elsewhere } = await twoProxies(-10);
      platform.misbehave('token', { reset: true }, { times: 1 });
      expect((await read(client)).json().error).toBe('platform_unavailable');
      expect((await read(elsewhere)).status).toBe(200);
      expect((await read(client)).status).toBe(200);
      expect(platform.requestsTo('token')).toHaveLength(2);
    });

    test('who signs out while the refresh is under way stays signed out', async () => {
      const { platform, client, elsewhere } = await twoProxies(-10);
      const gate = Promise.withResolvers<void>();
      platform.misbehave('token', { gate: gate.promise });
      const arrived = platform.nextRequest('token');
      const reading = read(client);
      await arrived;
      expect((await elsewhere.api('/auth/logout', { method: 'POST' })).status).toBe(204);
      gate.resolve();
      expect((await reading).json().error).toBe('not_authenticated');
      expect((await read(client)).json().error).toBe('not_authenticated');
    });
  });

  describe('in doubt', () => {
    test('the current token serves until it ends, then the session asks for a new sign-in', async () => {
      const { platform, clock, client } = await twoProxies(299);
      platform.misbehave('token', { afterSuccess: true, reset: true }, { times: 1 });
      expect((await read(client)).status).toBe(200);
      await until('the answer to be lost', () => platform.issued.refreshTokens.length === 2);
      // Both servers end the whole grant when a refresh token comes back; a platform that merely refuses
      // it leaves the access token alone.
      platform.misbehave('token', { status: 400, body: { error: 'invalid_grant' } });
      await until('the second try', async () => {
        clock.pass(10);
        expect((await read(client)).status).toBe(200);
        return platform.requestsTo('token').length === 2;
      });
      platform.misbehave('token', null);
      expect((await read(client)).status).toBe(200);
      expect((await read(client)).status).toBe(200);
      clock.pass(300);
      expect((await read(client)).json().error).toBe('reauth_required');
      expect(platform.requestsTo('token')).toHaveLength(2);
    });

    test('a platform that ends the grant over it is believed at once', async () => {
      const { platform, clock, client } = await twoProxies(240);
      platform.misbehave('token', { afterSuccess: true, reset: true }, { times: 1 });
      await read(client);
      await until('the answer to be lost', () => platform.issued.refreshTokens.length === 2);
      await until('the end of the grant', async () => {
        clock.pass(1);
        const answer = await read(client);
        return answer.status === 401 && answer.json().error === 'reauth_required';
      });
      expect(platform.requestsTo('token')).toHaveLength(2);
    });

    test('a platform that kept the refresh token goes on', async () => {
      const { platform, client } = await twoProxies(-10);
      platform.misbehave('token', { cutMidBody: true }, { times: 1 });
      expect((await read(client)).json().error).toBe('platform_unavailable');
      expect((await read(client)).status).toBe(200);
      expect(platform.requestsTo('token')).toHaveLength(2);
    });
  });
});
