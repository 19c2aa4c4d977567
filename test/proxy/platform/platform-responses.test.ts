import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../support/fake-platform/platform.ts';
import { json, withMemberText } from '../../support/malformed-responses/response-cases.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';

const ACCOUNT = { id: 1, username: 'a', quota: 1, used_quota: 1, balance_formatted: '0.00' };
const TOKENS = { access_token: 'a', token_type: 'Bearer', refresh_token: 'r', expires_in: 7200 };

describe('a status is sufficient without a readable body', () => {
  const BODIES: [string, Fault][] = [
    ['compressed', json(gzipSync('{}'), { 'content-encoding': 'gzip' })],
    ['too large', json(`{"padding":"${' '.repeat(100_000)}"}`)],
  ];

  test.each(BODIES)('401: the token is refused, and replaced (%s)', async (_what, fault) => {
    const { signedIn, platform } = await startProxy();
    const client = await signedIn();
    for (const [path, endpoint] of [
      ['/api/user/info', 'userinfo'],
      ['/api/user/topup', 'topup'],
    ] as const) {
      platform.misbehave(endpoint, { ...fault, status: 401 }, { times: 1 });
      expect((await client.api(path)).status).toBe(200);
    }
  });

  test.each(BODIES)('429 and 5xx: Retry-After is passed on (%s)', async (_what, fault) => {
    for (const status of [429, 500, 503]) {
      const { signedIn, platform } = await startProxy();
      const client = await signedIn();
      const headers = { ...fault.headers, 'retry-after': '70' };
      platform.misbehave('userinfo', { ...fault, status, headers });
      const response = await client.api('/api/user/info');
      expect(response.json().error).toBe('platform_unavailable');
      expect(response.headers['retry-after']).toBe('70');
    }
  });

  test.each(BODIES)('401 for refresh tokens: the proxy stays ready (%s)', async (_what, fault) => {
    const { signedIn, browser, platform, clock } = await startProxy();
    const clients = [await signedIn(), await signedIn()];
    clock.pass(7200);
    platform.misbehave('token', { ...fault, status: 401 });
    for (const client of clients) {
      expect((await client.api('/api/user/info')).json().error).toBe('platform_error');
    }
    expect((await browser().send('/readyz')).status).toBe(200);
  });
});

test('unusable responses in a row start no cooldown', async () => {
  const { signedIn, platform } = await startProxy();
  const client = await signedIn();
  platform.misbehave('userinfo', { body: {} });
  for (let count = 0; count < 20; count++) {
    expect((await client.api('/api/user/info')).json().error).toBe('platform_error');
  }
  expect(platform.requestsTo('userinfo')).toHaveLength(20);
  platform.misbehave('userinfo', null);
  expect((await client.api('/api/user/info')).status).toBe(200);
});

const DAY_SECONDS = 86_400;

test.each([
  ['1e300', 29.9 * DAY_SECONDS, 0],
  ['1e300', 30.1 * DAY_SECONDS, 1],
  ['99999999999', 30.1 * DAY_SECONDS, 1],
  ['0', 1, 1],
  ['-1', 1, 1],
  ['1e400', 29.9 * DAY_SECONDS, 0],
  ['"7200"', 7_300, 1],
])(
  'expires_in %s is at most thirty days: after %i seconds there are %i refreshes [row 46]',
  async (expiresIn, seconds, refreshes) => {
    const { browser, platform, clock } = await startProxy({
      env: { SESSION_IDLE_DAYS: '60', USERINFO_MAX_AGE: '0' },
    });
    platform.misbehave('token', withMemberText('expires_in', expiresIn)(TOKENS));
    const client = browser();
    await client.signIn();
    platform.misbehave('userinfo', { body: ACCOUNT });
    platform.misbehave('token', { body: { ...TOKENS, access_token: 'b' } });
    platform.clearRequests();
    clock.pass(seconds);
    expect((await client.api('/api/user/info')).status).toBe(200);
    expect(platform.requestsTo('token')).toHaveLength(refreshes);
  },
);

const dateIn = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

test.each<[string, string, string | undefined, number, number]>([
  ['seconds', '7', undefined, 7, 7],
  ['more than an hour', '100000', undefined, 3600, 3600],
  ['a negative number', '-1', undefined, 30, 30],
  ['text', 'soon', undefined, 30, 30],
  ['a date', dateIn(90), undefined, 60, 91],
  ['a date on a clock that is two hours slow', dateIn(-7_110), dateIn(-7_200), 89, 91],
  ['a date on a clock that is two hours fast', dateIn(7_290), dateIn(7_200), 89, 91],
])('Retry-After as %s is passed on within limits', async (_what, header, date, min, max) => {
  const { signedIn, platform } = await startProxy();
  const client = await signedIn();
  const headers = { 'retry-after': header, ...(date !== undefined && { date }) };
  platform.misbehave('userinfo', { status: 503, headers });
  const seconds = Number((await client.api('/api/user/info')).headers['retry-after']);
  expect(seconds).toBeGreaterThanOrEqual(min);
  expect(seconds).toBeLessThanOrEqual(max);
});
