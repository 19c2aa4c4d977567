import { describe, expect, test } from 'vitest';
import { outcomes, reusedRefreshTokens, startCluster } from './cluster.ts';
import { redisEnv } from './shared-redis.ts';

const READERS = 1_000;

/** The platform ends the grant when a refresh token comes a second time, so that one misstep shows at once. */
describe('1,000 readers of one session whose access token has run out', () => {
  test.each([
    ['in one process', 1, false],
    ['over two processes on one SQLite file', 2, false],
    ['over three processes on one Redis', 3, true],
  ])('%s: one refresh, 1,000 good answers', async (_where, size, onRedis) => {
    const env = onRedis ? await redisEnv() : {};
    const cluster = await startCluster({ size, env });
    const { platform } = cluster;
    const client = await cluster.signedInWithExpiredToken('demo');
    platform.clearRequests();
    const readers = Array.from({ length: READERS }, (_, index) =>
      cluster.at(index % size, client).api('/api/user/info'),
    );
    expect(outcomes(await Promise.all(readers))).toEqual({ '200': READERS });
    expect(platform.requestsTo('token')).toHaveLength(1);
    expect(reusedRefreshTokens(platform)).toEqual([]);
  });

  test('and a platform that takes long over it: everybody waits for the one refresh', async () => {
    const cluster = await startCluster({ size: 2 });
    const { platform } = cluster;
    const client = await cluster.signedInWithExpiredToken('demo');
    platform.clearRequests();
    platform.misbehave('token', { delay: 3_000 });
    const readers = Array.from({ length: READERS }, (_, index) =>
      cluster.at(index % 2, client).api('/api/user/info'),
    );
    expect(outcomes(await Promise.all(readers))).toEqual({ '200': READERS });
    expect(platform.requestsTo('token')).toHaveLength(1);
  });
});

describe.concurrent('a platform that takes long over a refresh', () => {
  test.for([3, 5, 9])(
    '%d seconds: nobody waits while the token lives',
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
      const readers = Array.from({ length: 100 }, (_, index) =>
        cluster.at(index % 2, client).api('/api/user/info'),
      );
      expect(outcomes(await Promise.all(readers))).toEqual({ '200': 100 });
      expect(call.status, 'the refresh was still under way').toBeNull();
      await refreshed;
      expect(platform.requestsTo('token')).toHaveLength(1);
    },
  );
});
