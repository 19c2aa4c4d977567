import { describe, expect, test } from 'vitest';
import type { Client } from '../support/proxy/client.ts';
import { startRedis } from '../support/redis-server/opened-store.ts';
import { type Cluster, reusesOfRefreshTokens, startCluster } from './cluster.ts';

/** Reads one session's balance through all proxies of the cluster at once. Returns the different outcomes. */
async function readTogether(cluster: Cluster, client: Client, readers: number) {
  const outcomes = Array.from({ length: readers }, (_, index) =>
    cluster.at(index % cluster.proxies.length, client).outcome(),
  );
  return new Set(await Promise.all(outcomes));
}

/** The fake platform ends the grant when a refresh token comes a second time, so one mistake shows at once. */
describe('1,000 readers of one session whose access token has expired', () => {
  test.each<[string, { size: number; onRedis?: boolean; delay?: number }]>([
    ['one process', { size: 1 }],
    ['two processes on one SQLite file', { size: 2 }],
    ['three processes on one Redis', { size: 3, onRedis: true }],
    ['two processes, with a platform that responds slowly', { size: 2, delay: 3_000 }],
  ])('%s: one refresh, 1,000 balances', async (_, { size, onRedis = false, delay = 0 }) => {
    const env: Record<string, string> = onRedis
      ? { STORE_URL: (await startRedis({ appendOnly: true })).url }
      : {};
    const cluster = await startCluster({ size, env });
    const { platform } = cluster;
    const client = await cluster.signedInWithExpiredToken('demo');
    platform.clearRequests();
    if (delay > 0) platform.misbehave('token', { delay });
    expect(await readTogether(cluster, client, 1_000)).toEqual(new Set(['200']));
    expect(platform.requestsTo('token')).toHaveLength(1);
    expect(reusesOfRefreshTokens(platform)).toEqual([]);
  });
});

describe.concurrent('a refresh while the access token is still valid', () => {
  test.for([3, 5, 9])(
    'of %d seconds keeps nobody waiting',
    async (seconds, { expect, onTestFinished }) => {
      const cluster = await startCluster({ size: 2, onTestFinished });
      const { platform } = cluster;
      platform.settings.accessTokenLifetime = 240;
      const client = await cluster.signedIn('demo');
      platform.clearRequests();
      platform.misbehave('token', { delay: seconds * 1_000 });
      const refreshed = platform.nextRequest('token', { answered: true });
      const refreshing = platform.nextRequest('token');
      await cluster.at(0, client).api('/api/user/info');
      const call = await refreshing;
      expect(await readTogether(cluster, client, 100)).toEqual(new Set(['200']));
      expect(call.status, 'the refresh was still under way').toBeNull();
      await refreshed;
      expect(platform.requestsTo('token')).toHaveLength(1);
    },
  );
});
