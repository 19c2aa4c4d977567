import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { RedisServer } from '../support/redis-server/redis-server.ts';
import { until } from '../support/waiting/until.ts';
import { reusedRefreshTokens, startCluster } from './cluster.ts';
import { startLoad } from './load.ts';
import { startSharedRedis } from './shared-redis.ts';
import { SIZE, TIME_LIMIT } from './size.ts';

interface Outage {
  begin(redis: RedisServer): Promise<void> | void;
  end(redis: RedisServer): Promise<void> | void;
}

const OUTAGES: [string, Outage][] = [
  ['is killed', { begin: (redis) => redis.stop('SIGKILL'), end: (redis) => redis.start() }],
  ['hangs', { begin: (redis) => redis.pause(), end: (redis) => redis.resume() }],
];

const SIZE_OF_CLUSTER = 3;

/** Milliseconds for which whoever lost the store in the middle of a refresh may wait for a lapsed lease. */
const LEASE_AND_REST = 30_000;

test.each(OUTAGES)(
  'a store that %s under load, and comes back, costs no session',
  async (_kind, outage) => {
    const redis = await startSharedRedis();
    const cluster = await startCluster({
      size: SIZE_OF_CLUSTER,
      env: { STORE_URL: redis.url, PLATFORM_TIMEOUT: '2' },
    });
    const { platform } = cluster;
    platform.settings.accessTokenLifetime = 2;
    platform.misbehave('token', { delay: 50 });
    const names = Array.from({ length: 20 }, (_, index) => `user${index}`);
    const clients = await Promise.all(names.map((name) => cluster.signedIn(name)));
    const load = startLoad(
      clients.map((client, index) => cluster.at(index % SIZE_OF_CLUSTER, client)),
    );
    await until('refreshes under load', () => platform.requestsTo('token').length > 60);

    await outage.begin(redis);
    await until('the outage', () => (load.outcomes.store_unavailable ?? 0) > 20);
    for (let index = 0; index < SIZE_OF_CLUSTER; index++) {
      const ready = await cluster.browser(index).send('/readyz');
      expect(ready.status).toBe(503);
      expect(ready.json().error).toBe('store_unavailable');
      expect(Number(ready.headers['retry-after'])).toBeGreaterThan(0);
      expect((await cluster.browser(index).send('/healthz')).status).toBe(200);
    }
    await wait(SIZE.outage);
    await outage.end(redis);

    for (let index = 0; index < SIZE_OF_CLUSTER; index++) {
      await until(
        'a ready proxy',
        async () => (await cluster.browser(index).send('/readyz')).status === 200,
      );
    }
    await load.end();
    for (const client of clients) {
      await until(
        'the balance',
        async () => (await client.api('/api/user/info')).status === 200,
        LEASE_AND_REST,
      );
    }
    const { store_unavailable, ...others } = load.outcomes;
    console.log(`a store that ${_kind} for ${SIZE.outage} ms:`, JSON.stringify(load.outcomes));
    expect(Object.keys(others)).not.toContain('not_authenticated');
    expect(Object.keys(others)).not.toContain('reauth_required');
    expect(reusedRefreshTokens(platform)).toEqual([]);
  },
  TIME_LIMIT,
);
