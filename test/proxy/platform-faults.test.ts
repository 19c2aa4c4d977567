import { expect, test } from 'vitest';
import type { Fault } from '../platform/platform.ts';
import { startProxy } from './running-proxy.ts';

const ACCOUNT = { id: 1, username: 'a', quota: 1, used_quota: 1, balance_formatted: '0.00' };
const without = (name: string) =>
  Object.fromEntries(Object.entries(ACCOUNT).filter(([key]) => key !== name));

const FAULTS: [string, Fault, number, string][] = [
  ['resets the connection', { reset: true }, 503, 'platform_unavailable'],
  ['cuts its answer short', { cutMidBody: true }, 503, 'platform_unavailable'],
  ['says 500', { status: 500, body: { error: 'x' } }, 503, 'platform_unavailable'],
  ['says 502 in HTML', { status: 502, body: '<h1>Bad Gateway</h1>' }, 503, 'platform_unavailable'],
  ['says 429', { status: 429 }, 503, 'platform_unavailable'],
  ['never answers', { hang: true }, 504, 'platform_timeout'],
  ['stops in the middle', { stallMidBody: true }, 504, 'platform_timeout'],
  ['says 403', { status: 403 }, 502, 'platform_error'],
  ['says 404', { status: 404 }, 502, 'platform_error'],
  ['redirects', { status: 302, headers: { location: '/elsewhere' } }, 502, 'platform_error'],
  ['says 201', { status: 201, body: ACCOUNT }, 502, 'platform_error'],
  ['sends nothing', { status: 200, body: '' }, 502, 'platform_error'],
  ['sends HTML', { body: '<html></html>' }, 502, 'platform_error'],
  ['sends a list', { body: '[]' }, 502, 'platform_error'],
  ['sends null', { body: 'null' }, 502, 'platform_error'],
  ['wraps a failure', { body: { success: false, message: 'x' } }, 502, 'platform_error'],
  ['wraps a success', { body: { success: true, data: ACCOUNT } }, 502, 'platform_error'],
  ['leaves the id out', { body: without('id') }, 502, 'platform_error'],
  ['leaves the name out', { body: without('username') }, 502, 'platform_error'],
  ['leaves the balance out', { body: without('balance_formatted') }, 502, 'platform_error'],
  ['leaves the quota out', { body: without('quota') }, 502, 'platform_error'],
  [
    'sends the balance as a number',
    { body: { ...ACCOUNT, balance_formatted: 7 } },
    502,
    'platform_error',
  ],
  ['sends the quota as text', { body: { ...ACCOUNT, quota: '1' } }, 502, 'platform_error'],
  ['sends the status as text', { body: { ...ACCOUNT, status: '2' } }, 502, 'platform_error'],
  [
    'sends a huge balance text',
    { body: { ...ACCOUNT, balance_formatted: '1'.repeat(300) } },
    502,
    'platform_error',
  ],
  [
    'sends a quota beyond all numbers',
    { body: { ...ACCOUNT, quota: 1e300 } },
    502,
    'platform_error',
  ],
  [
    'sends a status beyond all numbers',
    { body: { ...ACCOUNT, status: 1e300 } },
    502,
    'platform_error',
  ],
  ['sends 100 KB', { body: { ...ACCOUNT, more: 'x'.repeat(100_000) } }, 502, 'platform_error'],
  ['compresses', { body: ACCOUNT, headers: { 'content-encoding': 'gzip' } }, 502, 'platform_error'],
  ['nests deeply', { body: `${'['.repeat(30_000)}${']'.repeat(30_000)}` }, 502, 'platform_error'],
];

test.each(FAULTS)('a platform that %s', async (_kind, fault, status, error) => {
  const { signedIn, platform } = await startProxy({ env: { PLATFORM_TIMEOUT: '0.5' } });
  const client = await signedIn();
  platform.misbehave('userinfo', fault);
  const answer = await client.api('/api/user/info');
  expect(answer.status).toBe(status);
  expect(answer.json()).toEqual({ error, message: expect.stringMatching(/\.$/) });
  expect(answer.headers['retry-after'] !== undefined).toBe(status === 503);
  expect(answer.headers['cache-control']).toBe('no-store');
  platform.misbehave('userinfo', null);
  expect((await client.api('/api/user/info')).status).toBe(200);
});

test('a platform that is gone is 503', async () => {
  const { signedIn, platform } = await startProxy();
  const client = await signedIn();
  await platform.close();
  const answer = await client.api('/api/user/info');
  expect(answer.status).toBe(503);
  expect(answer.json().error).toBe('platform_unavailable');
});

test.each([
  ['7', 7, 7],
  ['100000', 3600, 3600],
  ['-1', 30, 30],
  ['soon', 30, 30],
  [new Date(Date.now() + 90_000).toUTCString(), 60, 91],
])('Retry-After: %s of the platform is passed on within reason', async (header, least, most) => {
  const { signedIn, platform } = await startProxy();
  const client = await signedIn();
  platform.misbehave('userinfo', { status: 503, headers: { 'retry-after': header } });
  const answer = await client.api('/api/user/info');
  expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(least);
  expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(most);
});
