import { expect, test } from 'vitest';
import type { Platform } from '../../support/fake-platform/platform.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { scrape } from '../../support/proxy/scrape.ts';
import { until } from '../../support/waiting/until.ts';

/** Accepts so many requests with a token in each second. A refused code would not be sent again. */
function limitPerSecond(platform: Platform, limit: number): void {
  let [second, used] = [0, 0];
  platform.misbehaveBy(({ path, body }) => {
    const isLimited = path !== '/api/oauth2/authorize' && body.code === undefined;
    const current = Math.floor(Date.now() / 1000);
    if (current !== second) [second, used] = [current, 0];
    if (!isLimited || used++ < limit) return null;
    return { status: 429, headers: { 'retry-after': '1' } };
  });
}

test('on a platform with a rate limit all sessions get the balance, and a sign-in does not wait for them', async () => {
  const { platform, signedIn, browser, metricsUrl } = await startProxy({
    metrics: true,
    env: { USERINFO_MAX_AGE: '0' },
  });
  const clients = [];
  for (let count = 0; count < 29; count++) clients.push(await signedIn());
  const metric = async (name: string) =>
    (await scrape(metricsUrl)).series.get(`balance_companion_platform_${name}`) ?? 0;
  const newcomer = browser();
  const callback = await newcomer.authorize();
  limitPerSecond(platform, 5);
  const reading = Promise.all(clients.map((client) => client.outcome()));
  await until('a long queue', async () => (await metric('queued_requests')) > 16);
  const from = Date.now();
  const signIn = await newcomer.navigate(callback, 'another-site');
  expect(signIn.headers.location).toBe('/?login=success');
  expect(Date.now() - from).toBeLessThan(2_000);
  expect(await reading).toEqual(clients.map(() => '200'));
  expect(await metric('queued_requests')).toBe(0);
  expect(await metric('queue_seconds_count')).toBeGreaterThan(16);
});
