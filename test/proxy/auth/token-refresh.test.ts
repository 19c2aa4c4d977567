import { describe, expect, test } from 'vitest';
import type { AuthorizationServer } from '../../support/fake-platform/authorization-server.ts';
import type { Fault } from '../../support/fake-platform/platform.ts';
import { AUTHORIZATION_SERVERS } from '../../support/proxy/authorization-servers.ts';
import { holdRequests } from '../../support/proxy/hold-requests.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { type ProxyOptions, startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const TOP_UP = '/api/user/topup';

describe.each(AUTHORIZATION_SERVERS)('against $name', ({ start }) => {
  /** A proxy without an account cache, and a session whose access token expires in `left` seconds. */
  async function withSecondsLeft(left: number, options: ProxyOptions<AuthorizationServer> = {}) {
    const proxy = await startProxy({
      startPlatform: start,
      ...options,
      env: { USERINFO_MAX_AGE: '0', ...options.env },
    });
    const client = await proxy.signedIn();
    proxy.clock.pass(7200 - left);
    const { platform } = proxy;
    platform.clearRequests();
    return {
      ...proxy,
      client,
      refreshes: () => platform.requestsTo('token'),
      /** The access tokens of the userinfo requests so far, each once. */
      usedTokens: () => [
        ...new Set(platform.requestsTo('userinfo').map(({ headers }) => headers.authorization)),
      ],
      bearer: (index: number) => `Bearer ${platform.issued.accessTokens[index]}`,
    };
  }

  describe('with less than five minutes left', () => {
    test('one refresh runs while requests use the current token', async () => {
      const { client, platform, refreshes, usedTokens, bearer } = await withSecondsLeft(240);
      const { release } = holdRequests(platform, 'token');
      for (let count = 0; count < 5; count++) expect(await client.outcome()).toBe('200');
      expect(usedTokens()).toEqual([bearer(0)]);
      await until('the refresh', () => refreshes().length === 1);
      release();
      await until('the new token in use', async () => {
        await client.outcome();
        return usedTokens().includes(bearer(1));
      });
      expect(refreshes()).toHaveLength(1);
    });

    test('a failed refresh affects no request and is logged once', async () => {
      const { client, platform, log, refreshes } = await withSecondsLeft(240);
      const gate = Promise.withResolvers<void>();
      platform.misbehave('token', { gate: gate.promise, status: 500 });
      const arrived = platform.nextRequest('token');
      const readers = Array.from({ length: 10 }, () => client.outcome());
      await arrived;
      expect(new Set(await Promise.all(readers))).toEqual(new Set(['200']));
      gate.resolve();
      const lines = () => linesOf(log(), 'background work failed');
      await until('the line', () => lines().length > 0);
      expect(await client.outcome()).toBe('200');
      expect(refreshes().length).toBeLessThanOrEqual(2);
      expect(lines().length).toBeLessThanOrEqual(refreshes().length);
    });
  });

  describe('after expiry', () => {
    test('all requests wait for the one refresh and use the new token', async () => {
      const { client, refreshes, usedTokens, bearer } = await withSecondsLeft(-10);
      const paths = ['/api/user/info', TOP_UP];
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) => client.outcome(paths[index % 2])),
      );
      expect(new Set(outcomes)).toEqual(new Set(['200']));
      expect(refreshes()).toHaveLength(1);
      expect(refreshes()[0]?.body).toMatchObject({ grant_type: 'refresh_token' });
      expect(usedTokens()).toEqual([bearer(1)]);
    });

    test.each<[fault: Fault, outcome: string]>([
      [{ reset: true }, '503 platform_unavailable'],
      [{ status: 500 }, '503 platform_unavailable'],
      [{ status: 429 }, '503 platform_unavailable'],
      [{ status: 200, body: 'hello' }, '502 platform_error'],
      [{ status: 400, body: 'invalid_grant' }, '502 platform_error'],
      [{ status: 401, body: { error: 'invalid_client' } }, '503 platform_misconfigured'],
      [{ body: { success: false, message: 'invalid_grant' } }, '502 platform_error'],
      [{ status: 500, body: { error: 'invalid_grant' } }, '503 platform_unavailable'],
      [{ status: 400, body: { error: 'invalid_request' } }, '502 platform_error'],
    ])('a token endpoint that responds with %j ends no session', async (fault, outcome) => {
      const { client, platform } = await withSecondsLeft(-10);
      platform.misbehave('token', fault);
      const { status, headers, json } = await client.api('/api/user/info');
      expect(`${status} ${json().error}`).toBe(outcome);
      if (status === 503) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      platform.misbehave('token', null);
      expect(await client.outcome()).toBe('200');
    });

    test('a token endpoint that takes too long gives 504', async () => {
      const { client, platform } = await withSecondsLeft(-10, { env: { PLATFORM_TIMEOUT: '0.3' } });
      platform.misbehave('token', { stallMidBody: true });
      expect(await client.outcome()).toBe('504 platform_timeout');
    });

    test('invalid_grant ends the session, and every later request gets reauth_required [row 11]', async () => {
      const { client, platform, refreshes } = await withSecondsLeft(-10);
      platform.revoke('demo');
      expect(await client.outcome()).toBe('401 reauth_required');
      expect(await client.outcome()).toBe('401 reauth_required');
      expect(refreshes()).toHaveLength(1);
      await client.signIn();
      expect(await client.outcome()).toBe('200');
    });
  });

  describe('a refused access token', () => {
    test('is refreshed once and the request sent once more', async () => {
      const { client, platform, refreshes } = await withSecondsLeft(3600);
      platform.expireAccessTokens('demo');
      const outcomes = await Promise.all([client.outcome(), client.outcome(TOP_UP)]);
      expect(outcomes).toEqual(['200', '200']);
      expect(refreshes()).toHaveLength(1);
    });

    test('gives 502 if the new one is refused too, and the session stays', async () => {
      const { client, platform, refreshes } = await withSecondsLeft(3600);
      platform.misbehave('userinfo', { status: 401 });
      expect(await client.outcome()).toBe('502 platform_error');
      expect(refreshes()).toHaveLength(1);
      platform.misbehave('userinfo', null);
      expect(await client.outcome()).toBe('200');
    });

    test('gives reauth_required if the grant was revoked', async () => {
      const { client, platform } = await withSecondsLeft(3600);
      platform.revoke('demo');
      expect(await client.outcome(TOP_UP)).toBe('401 reauth_required');
    });
  });

  describe('refresh tokens', () => {
    test.each([
      ['a new one', true, [0, 1]],
      ['none, which keeps the old one', false, [0, 0]],
    ])(
      'after a response with %s, the next refresh sends the newest [row 29]',
      async (_what, rotateRefreshTokens, sent) => {
        const { client, platform, clock, refreshes } = await withSecondsLeft(-10, {
          platform: { settings: { rotateRefreshTokens } },
        });
        expect(await client.outcome()).toBe('200');
        clock.pass(7210);
        expect(await client.outcome()).toBe('200');
        const { refreshTokens } = platform.issued;
        expect(refreshes().map(({ body }) => body.refresh_token)).toEqual(
          sent.map((index) => refreshTokens[index]),
        );
      },
    );

    /** A client whose sign-in got this token response. */
    async function signedInWith(response: object) {
      const { browser, platform, clock } = await startProxy({ startPlatform: start });
      const headers = { 'content-type': 'application/json' };
      const body = { access_token: 'only', token_type: 'Bearer', ...response };
      platform.misbehave('token', { body, headers }, { times: 1 });
      const client = browser();
      await client.signIn();
      return { client, platform, clock };
    }

    test('without one, the session ends with its access token', async () => {
      const { client, platform, clock } = await signedInWith({ expires_in: 600 });
      platform.misbehave('userinfo', {
        body: { id: 1, username: 'a', quota: 0, used_quota: 0, balance_formatted: '0.00' },
      });
      for (let count = 0; count < 5; count++) {
        expect(await client.outcome()).toBe('200');
        clock.pass(140);
      }
      expect(await client.outcome()).toBe('401 reauth_required');
    });

    test.each([1e300, 10 ** 12])(
      'a lifetime of %d seconds is capped [row 46]',
      async (expires_in) => {
        const response = { expires_in, refresh_token: 'r' };
        const { client, platform, clock } = await signedInWith(response);
        clock.pass(29.9 * 86_400);
        platform.clearRequests();
        await client.outcome();
        await until('the refresh', () => platform.requestsTo('token').length > 0);
        expect(platform.requestsTo('token')[0]?.body).toMatchObject({ refresh_token: 'r' });
      },
    );
  });
});
