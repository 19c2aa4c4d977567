import { describe, expect, test } from 'vitest';
import type { Fault, Platform, RecordedRequest } from '../../support/fake-platform/platform.ts';
import type { Client } from '../../support/proxy/client.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { scrape } from '../../support/proxy/scrape.ts';
import { until } from '../../support/waiting/until.ts';

const SESSIONS = 60;
const REFUSED: Fault = { status: 429, headers: { 'retry-after': '1' } };
const NO_CACHE = { USERINFO_MAX_AGE: '0' };

const isApi = ({ path }: RecordedRequest) => /^\/api\/oauth2\/(token|userinfo|topup)$/.test(path);

/** Allows a number of requests in each window of a second. */
function perSecond(limit: number): () => boolean {
  let [window, used] = [0, 0];
  return () => {
    const current = Math.floor(Date.now() / 1000);
    if (current !== window) [window, used] = [current, 0];
    used += 1;
    return used <= limit;
  };
}

/** Returns a function that counts the refused requests. */
function limit(platform: Platform, allows: (request: RecordedRequest) => boolean): () => number {
  let count = 0;
  platform.misbehaveBy((request) => {
    if (!isApi(request) || allows(request)) return null;
    count += 1;
    return REFUSED;
  });
  return () => count;
}

async function signedInTogether(count: number, env: Record<string, string> = {}) {
  const proxy = await startProxy({ metrics: true, env: { ...NO_CACHE, ...env } });
  const clients: Client[] = [];
  for (let index = 0; index < count; index++) {
    proxy.platform.users.add({ username: `user-${index}` });
    clients.push(await proxy.signedIn(`user-${index}`));
  }
  proxy.platform.clearRequests();
  return { ...proxy, clients };
}

const readAll = (clients: readonly Client[]) =>
  Promise.all(clients.map(async (client) => (await client.api('/api/user/info')).status));

describe('many sessions at once on a platform with a rate limit', () => {
  test('all get the balance within eight seconds', async () => {
    const { platform, clients, metricsUrl } = await signedInTogether(SESSIONS, {
      RATE_LIMIT_SIGN_IN: '0',
    });
    const refusals = limit(platform, perSecond(10));
    const from = Date.now();
    expect(await readAll(clients)).toEqual(clients.map(() => 200));
    expect(Date.now() - from).toBeLessThan(8_000);
    expect(refusals()).toBeLessThan(80);
    const { series } = await scrape(metricsUrl);
    expect(series.get('balance_companion_platform_queued_requests')).toBe(0);
    const waits = series.get('balance_companion_platform_queue_seconds_count');
    expect(waits).toBeGreaterThanOrEqual(SESSIONS - 10);
  });

  test('the tokens of all are refreshed, and all get the balance', async () => {
    const { platform, clients, clock } = await signedInTogether(30);
    clock.pass(7_300);
    const refusals = limit(platform, perSecond(20));
    expect(await readAll(clients)).toEqual(clients.map(() => 200));
    expect(platform.requestsTo('token').filter(({ status }) => status === 200)).toHaveLength(30);
    expect(refusals()).toBeLessThan(60);
  });

  test('a sign-in does not wait for all reads', async () => {
    const { platform, clients, browser, metricsUrl } = await signedInTogether(29);
    const allows = perSecond(5);
    // Token requests count, but are not refused: a refused code is not sent again.
    limit(platform, (request) => allows() || request.path === '/api/oauth2/token');
    const newcomer = browser();
    const callback = await newcomer.authorize();
    const reading = readAll(clients);
    await until('a long queue', async () => {
      const { series } = await scrape(metricsUrl);
      return (series.get('balance_companion_platform_queued_requests') ?? 0) > 20;
    });
    const from = Date.now();
    const signIn = await newcomer.navigate(callback, 'another-site');
    expect(signIn.headers.location).toBe('/?login=success');
    expect(Date.now() - from).toBeLessThan(3_000);
    expect(await reading).toEqual(clients.map(() => 200));
  });
});
