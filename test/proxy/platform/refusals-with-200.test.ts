import { describe, expect, test } from 'vitest';
import type { Platform } from '../../support/fake-platform/platform.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const REFUSAL = { success: false, message: 'planted-s3cret' };

const REFUSALS: object[] = [
  REFUSAL,
  { success: false, message: 'planted-s3cret', data: null },
  { success: 'false', data: { balance_formatted: '7.00', topup_url: 'https://pay.example.com/' } },
  { success: false, balance_formatted: '7.00', topup_url: 'https://pay.example.com/' },
];

const NO_CACHE = { env: { USERINFO_MAX_AGE: '0' } };

const refreshes = (platform: Platform) =>
  platform.requestsTo('token').filter(({ body }) => body.grant_type === 'refresh_token').length;

describe.each([
  ['userinfo', '/api/user/info'],
  ['topup', '/api/user/topup'],
] as const)('{"success": false} with status 200 from %s', (endpoint, path) => {
  test.each(REFUSALS)('is a refused token, which is refreshed once: %j', async (body) => {
    const { platform, client } = await startSignedIn(NO_CACHE);
    platform.misbehave(endpoint, { body }, { times: 1 });
    expect((await client.api(path)).status).toBe(200);
    expect(refreshes(platform)).toBe(1);
    expect(platform.requestsTo(endpoint)).toHaveLength(2);
  });

  test('that persists is a platform error within the refresh budget, and ends no session', async () => {
    const { platform, log, client } = await startSignedIn(NO_CACHE);
    platform.misbehave(endpoint, { body: REFUSAL });
    for (let count = 0; count < 6; count++) {
      const { status, json } = await client.api(path);
      expect([status, json().error]).toEqual([502, 'platform_error']);
    }
    expect(refreshes(platform)).toBe(1);
    platform.misbehave(endpoint, null);
    expect((await client.api(path)).status).toBe(200);
    const lines = () => linesOf(log(), 'request failed');
    await until('the lines', () => lines().length > 0);
    expect(lines()[0]).toMatchObject({
      platformError: 'token_refused',
      detail: 'success is false',
      response: { reason: 'refused', status: 200, contentType: 'application/json' },
    });
    expect(log()).not.toContain('planted-s3cret');
  });
});

test('{"success": false} from the token endpoint concerns that sign-in or session alone', async () => {
  const { signedIn, browser, platform, clock } = await startProxy(NO_CACHE);
  const [client, other] = [await signedIn(), await signedIn()];
  clock.pass(7_300);
  platform.misbehave('token', { body: { success: false, error: 'invalid_grant' } });
  for (let count = 0; count < 6; count++) {
    expect((await client.api('/api/user/info')).json().error).toBe('platform_error');
    expect(await browser().signIn()).toBe('/?error=server_error');
  }
  expect((await browser().send('/readyz')).status).toBe(200);
  platform.misbehave('token', null);
  expect((await other.api('/api/user/info')).status).toBe(200);
  // The longest backoff of a refresh.
  clock.pass(61);
  expect((await client.api('/api/user/info')).status).toBe(200);
  expect(await browser().signIn()).toBe('/?login=success');
});
