import { onTestFinished, test } from 'vitest';
import { openRedisStore } from '../../../proxy/store/redis-store.ts';
import { openStore, startRedis } from '../../support/redis-server/opened-store.ts';
import type { RedisServer } from '../../support/redis-server/redis-server.ts';
import { startScriptedSentinel } from '../../support/redis-server/scripted-sentinel.ts';
import { until } from '../../support/waiting/until.ts';

const urlOf = (...sentinels: { address: string }[]) =>
  `redis-sentinel://${sentinels.map(({ address }) => address).join()}/mymaster`;

/** The connection of the store, as the server numbers it. */
async function connectionTo(server: RedisServer): Promise<string | undefined> {
  const clients = String(await server.run('CLIENT', 'LIST'));
  return /id=(\d+) .*name=balance-companion/.exec(clients)?.[1];
}

test('a switch is followed although the sentinel that is asked then learns of it later', async () => {
  const [former, primary] = [await startRedis(), await startRedis()];
  const leader = await startScriptedSentinel(former.port);
  // Each connection asks the next sentinel.
  const asked = await startScriptedSentinel(former.port);
  const { store } = openStore(urlOf(leader, asked));
  await store.check();
  await until('both watches', () => asked.watchers.size + leader.watchers.size === 2);
  const before = await connectionTo(former);

  leader.name(primary.port);
  leader.announce();
  await until('a new connection to the former primary', async () => {
    const now = await connectionTo(former);
    return now !== undefined && now !== before;
  });
  asked.name(primary.port);
  asked.announce();
  await until('a write to the new primary', async () => {
    await store.check();
    return primary.run('GET', 'balance-companion:heartbeat');
  });
});

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
