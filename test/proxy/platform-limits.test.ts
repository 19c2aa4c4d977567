import { describe, expect, test } from 'vitest';
import type { Call, Fault, Platform } from '../platform/platform.ts';
import { until } from '../waiting/until.ts';
import type { Client } from './client.ts';
import { startProxy } from './running-proxy.ts';
import { scrape } from './scrape.ts';

const SESSIONS = 60;
const REFUSED: Fault = { status: 429, headers: { 'retry-after': '1' } };
const ALWAYS_READING = { USERINFO_MAX_AGE: '0' };

const isApi = ({ path }: Call) => /^\/api\/oauth2\/(token|userinfo|topup)$/.test(path);

/** Calls in each window of a second. */
function perSecond(limit: number, now = Date.now): () => boolean {
  let [window, used] = [0, 0];
  return () => {
    const current = Math.floor(now() / 1000);
    if (current !== window) [window, used] = [current, 0];
    used += 1;
    return used <= limit;
  };
}

/** A bucket of tokens that fills up again; a refused call takes none. */
function tokenBucket(size: number, perSecond: number): () => boolean {
  let [tokens, at] = [size, Date.now()];
  return () => {
    const now = Date.now();
    tokens = Math.min(size, tokens + ((now - at) / 1000) * perSecond);
    at = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

function limit(platform: Platform, allows: () => boolean, refused = REFUSED): () => number {
  let count = 0;
  platform.misbehaveBy((call) => {
    if (!isApi(call) || allows()) return null;
    count += 1;
    return refused;
  });
  return () => count;
}

async function signedInTogether(count: number, env: Record<string, string> = {}) {
  const proxy = await startProxy({ metrics: true, env: { ...ALWAYS_READING, ...env } });
  const clients: Client[] = [];
  for (let index = 0; index < count; index++) {
    proxy.platform.users.add({ username: `user-${index}` });
    clients.push(await proxy.signedIn(`user-${index}`));
  }
  proxy.platform.clearCalls();
  return { ...proxy, clients };
}

const readAll = (clients: readonly Client[]) =>
  Promise.all(clients.map(async (client) => (await client.api('/api/user/info')).status));

describe('many sessions at once on a platform that limits calls', () => {
  test.each([
    ['10 calls in each second', () => perSecond(10), REFUSED],
    ['10 calls in each second, without Retry-After', () => perSecond(10), { status: 429 }],
    ['a bucket of 10 tokens, 10 more a second', () => tokenBucket(10, 10), REFUSED],
  ])('all get the balance: %s', async (_kind, allows, refused) => {
    const { platform, clients, metricsUrl } = await signedInTogether(SESSIONS, {
      RATE_LIMIT_SIGN_IN: '0',
    });
    const refusals = limit(platform, allows(), refused);
    const from = Date.now();
    expect(await readAll(clients)).toEqual(clients.map(() => 200));
    expect(Date.now() - from).toBeLessThan(8_000);
    expect(refusals()).toBeLessThan(80);
    const { series } = await scrape(metricsUrl);
    expect(series.get('balance_companion_platform_waiting_calls')).toBe(0);
    const waits = series.get('balance_companion_platform_wait_seconds_count');
    expect(waits).toBeGreaterThanOrEqual(SESSIONS - 10);
  });

  test('the tokens of all are refreshed, and all get the balance', async () => {
    const { platform, clients, clock } = await signedInTogether(SESSIONS, {
      RATE_LIMIT_SIGN_IN: '0',
    });
    clock.pass(7_300);
    const refusals = limit(platform, perSecond(20));
    expect(await readAll(clients)).toEqual(clients.map(() => 200));
    expect(platform.callsTo('token').filter(({ status }) => status === 200)).toHaveLength(SESSIONS);
    expect(refusals()).toBeLessThan(100);
  });

  test('a sign-in does not wait for all polls', async () => {
    const { platform, clients, browser, metricsUrl } = await signedInTogether(29);
    limit(platform, perSecond(5));
    const newcomer = browser();
    const callback = await newcomer.authorize();
    const reading = readAll(clients);
    await until('many to wait', async () => {
      const { series } = await scrape(metricsUrl);
      return (series.get('balance_companion_platform_waiting_calls') ?? 0) > 20;
    });
    const from = Date.now();
    const signIn = await newcomer.navigate(callback, 'another-site');
    expect(signIn.headers.location).toBe('/?login=success');
    expect(Date.now() - from).toBeLessThan(3_000);
    expect(await reading).toEqual(clients.map(() => 200));
  });
});
