import { describe, expect, test } from 'vitest';
import type { AuthorizationServer } from '../../support/fake-platform/authorization-server.ts';
import { AUTHORIZATION_SERVERS } from '../../support/proxy/authorization-servers.ts';
import { type ProxyOptions, startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

describe.each(AUTHORIZATION_SERVERS)('against $name', ({ start }) => {
  /** A proxy that asks the platform each time, with a session whose access token has this many seconds left. */
  async function withSecondsLeft(left: number, options: ProxyOptions<AuthorizationServer> = {}) {
    const proxy = await startProxy({
      startPlatform: start,
      ...options,
      env: { USERINFO_MAX_AGE: '0', ...options.env },
    });
    const client = await proxy.signedIn();
    proxy.clock.pass(7200 - left);
    proxy.platform.clearRequests();
    return { ...proxy, client };
  }

  describe('more than five minutes left', () => {
    test('the token is used as it is', async () => {
      const { client, platform } = await withSecondsLeft(330);
      expect((await client.api('/api/user/info')).status).toBe(200);
      expect(platform.requestsTo('token')).toHaveLength(0);
    });
  });

  describe('five minutes to none left', () => {
    test('one renewal runs while requests go on with the current token', async () => {
      const { client, platform } = await withSecondsLeft(240);
      const current = platform.issued.accessTokens[0];
      const gate = Promise.withResolvers<void>();
      platform.misbehave('token', { gate: gate.promise });
      for (let count = 0; count < 5; count++) {
        expect((await client.api('/api/user/info')).status).toBe(200);
      }
      const used = platform.requestsTo('userinfo').map(({ headers }) => headers.authorization);
      expect(new Set(used)).toEqual(new Set([`Bearer ${current}`]));
      await until('the renewal', () => platform.requestsTo('token').length === 1);
      gate.resolve();
      await until('the new token in use', async () => {
        await client.api('/api/user/info');
        const last = platform.requestsTo('userinfo').at(-1)?.headers.authorization;
        return last === `Bearer ${platform.issued.accessTokens[1]}`;
      });
      expect(platform.requestsTo('token')).toHaveLength(1);
    });

    test('a renewal that fails disturbs nobody, and is told of once', async () => {
      const { client, platform, log } = await withSecondsLeft(240);
      const gate = Promise.withResolvers<void>();
      platform.misbehave('token', { gate: gate.promise, status: 500 });
      const arrived = platform.nextRequest('token');
      const readers = Array.from({ length: 10 }, () => client.api('/api/user/info'));
      await arrived;
      const statuses = (await Promise.all(readers)).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([200]));
      gate.resolve();
      const lines = () =>
        log()
          .split('\n')
          .filter((line) => line.includes('background work failed'));
      await until('the line', () => lines().length > 0);
      expect((await client.api('/api/user/info')).status).toBe(200);
      expect(platform.requestsTo('token').length).toBeLessThanOrEqual(2);
      expect(lines().length).toBeLessThanOrEqual(platform.requestsTo('token').length);
    });
  });

  describe('none left', () => {
    test('everyone waits for the one renewal and goes on with the new token', async () => {
      const { client, platform } = await withSecondsLeft(-10);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => client.api('/api/user/info')),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(platform.requestsTo('token')).toHaveLength(1);
      expect(platform.requestsTo('token')[0]?.body).toMatchObject({ grant_type: 'refresh_token' });
      const used = platform.requestsTo('userinfo').map(({ headers }) => headers.authorization);
      expect(new Set(used)).toEqual(new Set([`Bearer ${platform.issued.accessTokens[1]}`]));
    });

    test('userinfo and top-up wait for the same renewal', async () => {
      const { client, platform } = await withSecondsLeft(-10);
      const answers = await Promise.all([
        client.api('/api/user/info'),
        client.api('/api/user/topup'),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(platform.requestsTo('token')).toHaveLength(1);
    });

    test.each([
      ['resets', { reset: true }, 503, 'platform_unavailable'],
      ['says 500', { status: 500 }, 503, 'platform_unavailable'],
      ['says 429', { status: 429 }, 503, 'platform_unavailable'],
      ['sends no JSON', { status: 200, body: 'hello' }, 502, 'platform_error'],
      ['says 400 without a reason', { status: 400, body: 'invalid_grant' }, 502, 'platform_error'],
      [
        'refuses us',
        { status: 401, body: { error: 'invalid_client' } },
        503,
        'platform_misconfigured',
      ],
      [
        'wraps a failure',
        { status: 200, body: { success: false, message: 'invalid_grant' } },
        502,
        'platform_error',
      ],
      [
        'says invalid_grant with 500',
        { status: 500, body: { error: 'invalid_grant' } },
        503,
        'platform_unavailable',
      ],
      [
        'says invalid_request',
        { status: 400, body: { error: 'invalid_request' } },
        502,
        'platform_error',
      ],
    ] as const)('a token endpoint that %s ends no session', async (_kind, fault, status, error) => {
      const { client, platform } = await withSecondsLeft(-10);
      platform.misbehave('token', fault);
      const answer = await client.api('/api/user/info');
      expect(answer.status).toBe(status);
      expect(answer.json().error).toBe(error);
      if (status === 503) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      platform.misbehave('token', null);
      expect((await client.api('/api/user/info')).status).toBe(200);
    });

    test('a token endpoint that takes too long is 504', async () => {
      const { client, platform } = await withSecondsLeft(-10, { env: { PLATFORM_TIMEOUT: '0.3' } });
      platform.misbehave('token', { stallMidBody: true });
      const answer = await client.api('/api/user/info');
      expect(answer.status).toBe(504);
      expect(answer.json().error).toBe('platform_timeout');
    });

    test('invalid_grant ends the session, and every later request learns it [row 11]', async () => {
      const { client, platform } = await withSecondsLeft(-10);
      platform.revoke('demo');
      for (let count = 0; count < 2; count++) {
        const answer = await client.api('/api/user/info');
        expect(answer.status).toBe(401);
        expect(answer.json().error).toBe('reauth_required');
      }
      expect(platform.requestsTo('token')).toHaveLength(1);
      await client.signIn();
      expect((await client.api('/api/user/info')).status).toBe(200);
    });
  });

  describe('a refused access token', () => {
    test('is renewed once and the request tried once more', async () => {
      const { client, platform } = await withSecondsLeft(3600);
      platform.expireAccessTokens('demo');
      const answers = await Promise.all([
        client.api('/api/user/info'),
        client.api('/api/user/topup'),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(platform.requestsTo('token')).toHaveLength(1);
    });

    test('is 502 where the new one is refused too, and the session stays', async () => {
      const { client, platform } = await withSecondsLeft(3600);
      platform.misbehave('userinfo', { status: 401 });
      const answer = await client.api('/api/user/info');
      expect(answer.status).toBe(502);
      expect(answer.json().error).toBe('platform_error');
      expect(platform.requestsTo('token')).toHaveLength(1);
      platform.misbehave('userinfo', null);
      expect((await client.api('/api/user/info')).status).toBe(200);
    });

    test('whose grant was revoked is reauth_required', async () => {
      const { client, platform } = await withSecondsLeft(3600);
      platform.revoke('demo');
      const answer = await client.api('/api/user/topup');
      expect(answer.status).toBe(401);
      expect(answer.json().error).toBe('reauth_required');
    });
  });

  describe('refresh tokens', () => {
    test('a new one replaces the old one [row 29]', async () => {
      const { client, platform, clock } = await withSecondsLeft(-10);
      await client.api('/api/user/info');
      clock.pass(7210);
      await client.api('/api/user/info');
      const sent = platform.requestsTo('token').map(({ body }) => body.refresh_token);
      expect(sent).toEqual(platform.issued.refreshTokens.slice(0, 2));
    });

    test('the old one stays where the reply brings none or the same one again [row 29]', async () => {
      const { client, platform, clock } = await withSecondsLeft(-10, {
        platform: { settings: { rotateRefreshTokens: false } },
      });
      expect((await client.api('/api/user/info')).status).toBe(200);
      clock.pass(7210);
      expect((await client.api('/api/user/info')).status).toBe(200);
      const sent = platform.requestsTo('token').map(({ body }) => body.refresh_token);
      expect(sent).toEqual([platform.issued.refreshTokens[0], platform.issued.refreshTokens[0]]);
    });

    test('a sign-in without one ends with its access token', async () => {
      const { browser, platform, clock } = await startProxy({ startPlatform: start });
      const client = browser();
      const token = { access_token: 'only', token_type: 'Bearer', expires_in: 600 };
      platform.misbehave('token', { body: token, headers: { 'content-type': 'application/json' } });
      await client.signIn();
      platform.misbehave('userinfo', {
        body: { id: 1, username: 'a', quota: 0, used_quota: 0, balance_formatted: '0.00' },
      });
      for (let count = 0; count < 5; count++) {
        expect((await client.api('/api/user/info')).status).toBe(200);
        clock.pass(140);
      }
      const answer = await client.api('/api/user/info');
      expect(answer.json().error).toBe('reauth_required');
    });

    test.each([1e300, 10 ** 12])('a lifetime of %d seconds is not believed', async (expires_in) => {
      const { browser, platform, clock } = await startProxy({ startPlatform: start });
      const client = browser();
      platform.misbehave(
        'token',
        {
          body: { access_token: 'a', token_type: 'Bearer', expires_in, refresh_token: 'r' },
          headers: { 'content-type': 'application/json' },
        },
        { times: 1 },
      );
      await client.signIn();
      clock.pass(29.9 * 86_400);
      platform.clearRequests();
      await client.api('/api/user/info');
      await until('the renewal', () => platform.requestsTo('token').length > 0);
      expect(platform.requestsTo('token')[0]?.body).toMatchObject({ refresh_token: 'r' });
    });
  });
});
