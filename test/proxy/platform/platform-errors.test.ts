import { expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

test('a platform that is gone is 503', async () => {
  const { signedIn, platform } = await startProxy();
  const client = await signedIn();
  await platform.close();
  const response = await client.api('/api/user/info');
  expect(response.status).toBe(503);
  expect(response.json().error).toBe('platform_unavailable');
});

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
