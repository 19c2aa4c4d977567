import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startRedis } from '../support/redis-server/opened-store.ts';
import type { RedisServer } from '../support/redis-server/redis-server.ts';
import { until } from '../support/waiting/until.ts';
import { reusesOfRefreshTokens, startCluster, untilBalances, untilReady } from './cluster.ts';
import { startLoad } from './load.ts';
import { SIZE, TEST_TIMEOUT_MS } from './size.ts';

interface Outage {
  begin(redis: RedisServer): Promise<void> | void;
  end(redis: RedisServer): Promise<void> | void;
}

const OUTAGES: [string, Outage][] = [
  ['is killed', { begin: (redis) => redis.stop('SIGKILL'), end: (redis) => redis.start() }],
  ['hangs', { begin: (redis) => redis.pause(), end: (redis) => redis.resume() }],
];

const CLUSTER_SIZE = 3;

/** How long a session whose refresh lost the store waits: for its lease to expire, and a cooldown. */
const LEASE_AND_COOLDOWN_MS = 30_000;

test.each(OUTAGES)(
  'a store that %s under load and comes back ends no session',
  async (kind, outage) => {
    const redis = await startRedis({ appendOnly: true });
    const cluster = await startCluster({
      size: CLUSTER_SIZE,
      env: { STORE_URL: redis.url, PLATFORM_TIMEOUT: '2' },
    });
    const { platform } = cluster;
    platform.settings.accessTokenLifetime = 2;
    platform.misbehave('token', { delay: 50 });
    const clients = await cluster.signedInUsers(20);
    const load = startLoad(
      clients.map((client, index) => cluster.at(index % CLUSTER_SIZE, client)),
    );
    await until('refreshes under load', () => platform.requestsTo('token').length > 60);

    await outage.begin(redis);
    await until('the outage', () => (load.outcomes['503 store_unavailable'] ?? 0) > 20);
    const browsers = cluster.proxies.map((_, index) => cluster.browser(index));
    for (const browser of browsers) {
      const ready = await browser.send('/readyz');
      expect(ready.status).toBe(503);
      expect(ready.json().error).toBe('store_unavailable');
      expect(Number(ready.headers['retry-after'])).toBeGreaterThan(0);
      expect((await browser.send('/healthz')).status).toBe(200);
    }
    await wait(SIZE.outageMs);
    await outage.end(redis);

    for (const browser of browsers) await untilReady(browser);
    await load.end();
    await untilBalances(clients, LEASE_AND_COOLDOWN_MS);
    console.log(`a store that ${kind} for ${SIZE.outageMs} ms:`, JSON.stringify(load.outcomes));
    expect(Object.keys(load.outcomes).join()).not.toMatch(/401|lost/);
    expect(reusesOfRefreshTokens(platform)).toEqual([]);
  },
  TEST_TIMEOUT_MS,
);
