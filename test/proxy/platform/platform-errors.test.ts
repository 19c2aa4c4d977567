import { expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

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

test.each([-7_200, 7_200])(
  'a date in Retry-After counts from the Date of the response, on a clock that is %i seconds off',
  async (offSeconds) => {
    const { signedIn, platform } = await startProxy();
    const client = await signedIn();
    const date = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();
    const headers = { date: date(offSeconds), 'retry-after': date(offSeconds + 90) };
    platform.misbehave('userinfo', { status: 503, headers });
    const answer = await client.api('/api/user/info');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(89);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(91);
  },
);
