import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../support/fake-platform/platform.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';

const ACCOUNT = { id: 1, username: 'a', quota: 1, used_quota: 1, balance_formatted: '0.00' };
const TOKENS = { access_token: 'a', token_type: 'Bearer', refresh_token: 'r', expires_in: 7200 };
const TOP_UP = { topup_url: 'https://pay.example.com/' };

const JSON_TYPE = { 'content-type': 'application/json' };

/** A right answer and a great deal of nothing beside it. */
const padded = (answer: object, size: number) =>
  JSON.stringify({ ...answer, padding: ' '.repeat(size) });

const zipped = (answer: object, size: number): Fault => ({
  headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
  body: gzipSync(padded(answer, size)),
});

const plain = (answer: object, size: number): Fault => ({
  headers: JSON_TYPE,
  body: padded(answer, size),
});

/** Lists in lists in lists, which a parser or a writer may follow down until its stack ends. */
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

const deep = (member: string, depth: number, answer: Record<string, unknown>): Fault => {
  const { [member]: _, ...others } = answer;
  const text = `{${JSON.stringify(member)}:${nested(depth)},${JSON.stringify(others).slice(1)}`;
  return { headers: JSON_TYPE, body: text };
};

const small = (answer: object) => plain(answer, 1_000);

async function read(path: string, endpoint: 'userinfo' | 'topup', fault: Fault) {
  const { signedIn, platform } = await startProxy();
  const client = await signedIn();
  platform.misbehave(endpoint, fault);
  const answer = await client.api(path);
  platform.misbehave(endpoint, null);
  expect((await client.api(path)).status).toBe(200);
  return answer;
}

async function signIn(fault: Fault) {
  const { browser, platform } = await startProxy();
  platform.misbehave('token', fault);
  const location = await browser().signIn();
  platform.misbehave('token', null);
  expect(await browser().signIn()).toBe('/?login=success');
  return location;
}

describe('a right answer of the platform with a great deal beside it', () => {
  const SIZES: [string, (answer: object) => Fault][] = [
    ['100 kB as they are', (answer) => plain(answer, 100_000)],
    ['100 kB, compressed to a few hundred bytes', (answer) => zipped(answer, 100_000)],
    ['20 MB, compressed to 20 kB', (answer) => zipped(answer, 20_000_000)],
  ];

  test('is read where it is not too large', async () => {
    expect((await read('/api/user/info', 'userinfo', small(ACCOUNT))).status).toBe(200);
    expect((await read('/api/user/topup', 'topup', small(TOP_UP))).status).toBe(200);
    expect(await signIn(small(TOKENS))).toBe('/?login=success');
  });

  test.each(SIZES)('is not read to its end: %s [row 46]', async (_size, of) => {
    for (const [path, endpoint, answer] of [
      ['/api/user/info', 'userinfo', ACCOUNT],
      ['/api/user/topup', 'topup', TOP_UP],
    ] as const) {
      const { status, json } = await read(path, endpoint, of(answer));
      expect(status).toBe(502);
      expect(json().error).toBe('platform_error');
    }
    expect(await signIn(of(TOKENS))).toBe('/?error=server_error');
  });
});

describe('a status says enough without a body that is read', () => {
  const BODIES: [string, Fault][] = [
    ['compressed', zipped({}, 10)],
    ['too large', plain({}, 100_000)],
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
      const answer = await client.api('/api/user/info');
      expect(answer.json().error).toBe('platform_unavailable');
      expect(answer.headers['retry-after']).toBe('70');
    }
  });

  test.each(BODIES)('a refused refresh token proves nothing else (%s)', async (_what, fault) => {
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

test('unusable responses in a row hold no call back', async () => {
  const { signedIn, platform } = await startProxy();
  const client = await signedIn();
  platform.misbehave('userinfo', small({}));
  for (let count = 0; count < 20; count++) {
    expect((await client.api('/api/user/info')).json().error).toBe('platform_error');
  }
  expect(platform.requestsTo('userinfo')).toHaveLength(20);
  platform.misbehave('userinfo', null);
  expect((await client.api('/api/user/info')).status).toBe(200);
});

describe('types and ranges of what the platform says are checked', () => {
  const WRONG: [string, object][] = [
    ['no balance', { balance_formatted: null }],
    ['a balance as a list', { balance_formatted: ['1.00'] }],
    ['a balance as an object', { balance_formatted: { toString: 'x' } }],
    ['a balance as a truth', { balance_formatted: true }],
    ['an endless balance', { balance_formatted: '1'.repeat(257) }],
  ];

  test.each(WRONG)('%s is no account [row 46]', async (_what, members) => {
    const body = JSON.stringify({ ...ACCOUNT, ...members });
    const { status, json } = await read('/api/user/info', 'userinfo', { headers: JSON_TYPE, body });
    expect(status).toBe(502);
    expect(json().error).toBe('platform_error');
  });

  const WRONG_TOKENS: [string, object][] = [
    ['an access token in a list', { access_token: ['a'] }],
    ['an access token of no characters', { access_token: '' }],
    ['a type as a number', { token_type: 7 }],
    ['another type', { token_type: 'mac' }],
    ['a refresh token as a number', { refresh_token: 7 }],
    ['a lifetime as an object', { expires_in: {} }],
    ['a lifetime as a truth', { expires_in: true }],
  ];

  test.each(WRONG_TOKENS)('%s is no token reply [row 46]', async (_what, members) => {
    expect(await signIn(small({ ...TOKENS, ...members }))).toBe('/?error=server_error');
  });

  const DAY = 86_400;

  test.each([
    ['1e300', 29.9 * DAY, 0],
    ['1e300', 30.1 * DAY, 1],
    ['99999999999', 30.1 * DAY, 1],
    ['0', 1, 1],
    ['-1', 1, 1],
    ['1e400', 29.9 * DAY, 0],
    ['"7200"', 7_300, 1],
  ])(
    'a lifetime of %s seconds is at most thirty days: after %i seconds there are %i renewals [row 46]',
    async (expires_in, seconds, renewals) => {
      const { browser, platform, clock } = await startProxy({
        env: { SESSION_IDLE_DAYS: '60', USERINFO_MAX_AGE: '0' },
      });
      const { expires_in: _, ...others } = TOKENS;
      const body = `{"expires_in":${expires_in},${JSON.stringify(others).slice(1)}`;
      platform.misbehave('token', { headers: JSON_TYPE, body });
      const client = browser();
      await client.signIn();
      platform.misbehave('userinfo', small(ACCOUNT));
      platform.misbehave('token', small({ ...TOKENS, access_token: 'b' }));
      platform.clearRequests();
      clock.pass(seconds);
      expect((await client.api('/api/user/info')).status).toBe(200);
      expect(platform.requestsTo('token')).toHaveLength(renewals);
    },
  );
});

describe('an answer of the platform that is nested', () => {
  test.each([2_000, 30_000, 3_000_000])(
    '%i deep is told of as the contract has it [row 46]',
    async (depth) => {
      const { signedIn, browser, platform, log } = await startProxy({
        env: { USERINFO_MAX_AGE: '0' },
      });
      const client = await signedIn();
      for (const member of ['balance_formatted', 'username', 'unknown']) {
        platform.misbehave('userinfo', deep(member, depth, ACCOUNT));
        const { status } = await client.api('/api/user/info');
        expect(member === 'balance_formatted' ? [502] : [200, 502]).toContain(status);
        platform.misbehave('topup', deep(member, depth, TOP_UP));
        expect([200, 502]).toContain((await client.api('/api/user/topup')).status);
      }
      for (const member of ['access_token', 'error', 'unknown']) {
        for (const status of [200, 400]) {
          platform.misbehave('token', { ...deep(member, depth, TOKENS), status });
          expect(await browser().signIn()).toMatch(/^\/\?(login=success|error=server_error)$/);
        }
      }
      for (const endpoint of ['userinfo', 'topup', 'token'] as const) {
        platform.misbehave(endpoint, null);
      }
      expect((await client.api('/api/user/info')).status).toBe(200);
      expect(log()).not.toMatch(/internal_error|RangeError/);
    },
  );
});
