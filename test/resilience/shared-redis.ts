import { onTestFinished } from 'vitest';
import { RedisServer } from '../support/redis-server/redis-server.ts';

/** A Redis that writes every change to its disk before it responds; closed when the test has finished. */
export async function startSharedRedis(): Promise<RedisServer> {
  const redis = await RedisServer.start({ appendOnly: true });
  onTestFinished(() => redis.close());
  return redis;
}
