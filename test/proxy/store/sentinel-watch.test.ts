import { onTestFinished, test } from 'vitest';
import { openRedisStore } from '../../../proxy/store/redis-store.ts';
import { startRedis } from '../../support/redis-server/opened-store.ts';
import { startScriptedSentinel } from '../../support/redis-server/scripted-sentinel.ts';
import { until } from '../../support/waiting/until.ts';

const urlOf = (...sentinels: { address: string }[]) =>
  `redis-sentinel://${sentinels.map(({ address }) => address).join()}/mymaster`;

test('a store that is closed while its primary is down watches no sentinel any more', async () => {
  const primary = await startRedis();
  const sentinel = await startScriptedSentinel(primary.port);
  const failed = Promise.withResolvers<string>();
  const store = openRedisStore(urlOf(sentinel), {
    onWarning: failed.resolve,
    onRecovery: () => {},
  });
  onTestFinished(() => store.close());
  await store.check();
  await until('the watch', () => sentinel.watchers.size === 1);
  await primary.stop('SIGKILL');
  // The store waits for its next attempt to connect.
  await failed.promise;
  await store.close();
  await until('the end of the watch', () => sentinel.watchers.size === 0);
});
