import { describe, expect, test } from 'vitest';
import type { SessionStore } from '../../../proxy/store/session-store.ts';
import {
  OUTAGES,
  openStore,
  redisStore,
  startRedis,
} from '../../support/redis-server/opened-store.ts';
import { startSwitchboard } from '../../support/redis-server/switchboard.ts';
import { hashOf, recordOf } from '../../support/session-stores/records.ts';
import { until } from '../../support/waiting/until.ts';

/** Calls every method at once. Fails unless all reject with an error that names no secret. */
async function expectAllToReject(store: SessionStore): Promise<void> {
  const calls = [
    store.read(hashOf(1)),
    store.insert(recordOf(2)),
    store.replace(recordOf(1, { version: 2 })),
    store.remove(hashOf(3)),
    store.spend(hashOf(4), Date.now() + 600_000),
    store.removeEnded(Date.now(), 10),
    store.count(),
    store.check(),
  ];
  for (const result of await Promise.allSettled<unknown>(calls)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { name: 'RedisError' } });
  }
}

describe.each(OUTAGES)('while Redis is %s', (_what, end, begin) => {
  test('every method rejects within seconds, and works again afterwards', async () => {
    const { server, store, warnings, recoveries } = await redisStore({ appendOnly: true });
    const { idHash } = recordOf(1);
    await store.insert(recordOf(1));
    for (let outage = 1; outage <= 2; outage++) {
      await end(server);
      for (let round = 0; round < 2; round++) await expectAllToReject(store);
      await until('the warning', () => warnings.length > 0);
      await begin(server);
      await until('the session', async () => (await store.read(idHash))?.version);
      await until('a writable store', () => store.check().then(() => true));
      expect(recoveries).toHaveLength(outage);
      // One warning for each reason, and none for an attempt to connect.
      expect(new Set(warnings).size).toBe(warnings.length);
      warnings.length = 0;
    }
  });

  test('a store can be opened, and works once Redis does', async () => {
    const server = await startRedis({ appendOnly: true, password: 'pa55word' });
    await end(server);
    const { store, warnings, recoveries } = openStore(server.url);
    await expectAllToReject(store);
    await expectAllToReject(store);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^Redis .*\. Sessions cannot be read until it can be used\.$/);
    expect(warnings[0]).not.toMatch(/pa55|localhost/);
    await begin(server);
    await until('the store', async () => (await store.count()) === 0);
    expect(recoveries).toHaveLength(1);
  });

  test('the store can be closed, and opened again afterwards', async () => {
    const { server, store, warnings } = await redisStore({ appendOnly: true });
    await store.insert(recordOf(1));
    await end(server);
    const pending = expectAllToReject(store);
    await store.close();
    await pending;
    await expectAllToReject(store);
    await openStore(server.url).store.close();
    expect(warnings).toEqual([]);
    await begin(server);
    expect(await openStore(server.url).store.read(hashOf(1))).toBeDefined();
  });
});

test('methods in progress reject when Redis is killed', async () => {
  const { server, store } = await redisStore();
  await store.check();
  server.pause();
  const pending = expectAllToReject(store);
  await server.stop('SIGKILL');
  await pending;
});

test('a lost connection fails no later method', async () => {
  const { server, store, warnings } = await redisStore({ appendOnly: true });
  await store.insert(recordOf(1));
  for (let round = 0; round < 20; round++) {
    await server.run('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    const read = () => store.read(hashOf(1));
    expect(await read().catch(read)).toBeDefined();
  }
  await Promise.all(Array.from({ length: 20 }, () => store.check()));
  expect(warnings).toEqual([]);
});

describe('a read-only Redis', () => {
  test('without memory reads and removes sessions, and loses none', async () => {
    const { server, store } = await redisStore({ appendOnly: true });
    const record = recordOf(1);
    await store.insert(record);
    await store.insert(recordOf(2));
    await server.run('CONFIG', 'SET', 'maxmemory', '1');
    const full = { code: 'OOM', message: 'Redis has no memory left (OOM)' };
    await expect(store.check()).rejects.toMatchObject(full);
    await expect(store.insert(recordOf(3))).rejects.toMatchObject(full);
    const next = { ...record, version: 2, leaseUntil: Date.now(), endsAt: record.endsAt + 5_000 };
    await expect(store.replace(next)).rejects.toMatchObject(full);
    await expect(store.spend(hashOf(4), Date.now() + 600_000)).rejects.toMatchObject(full);
    expect(await store.read(record.idHash)).toEqual(record);
    await store.remove(hashOf(2));
    expect(await store.read(hashOf(2))).toBeUndefined();
    expect(await store.count()).toBe(1);
    await server.run('CONFIG', 'SET', 'maxmemory', '0');
    expect(await store.replace(next)).toBe(true);
    expect(await store.spend(hashOf(4), Date.now() + 600_000)).toBe(true);
    await store.check();
  });

  test('that became a replica still reads', async () => {
    const { server, store, warnings } = await redisStore({ appendOnly: true });
    const record = recordOf(1);
    await store.insert(record);
    await server.run('REPLICAOF', '127.0.0.1', '1');
    const readOnly = { code: 'READONLY', message: 'Redis takes no writes (READONLY)' };
    for (let round = 0; round < 5; round++) {
      await expect(store.check()).rejects.toMatchObject(readOnly);
      expect(await store.read(record.idHash)).toEqual(record);
    }
    await expect(store.replace({ ...record, version: 2 })).rejects.toMatchObject(readOnly);
    await server.run('REPLICAOF', 'NO', 'ONE');
    expect(await store.replace({ ...record, version: 2 })).toBe(true);
    expect(warnings).toEqual([]);
  });

  test('is left for the server that replaced it at the same address', async () => {
    const [first, second] = [await startRedis(), await startRedis()];
    const { url, leadTo } = await startSwitchboard(first.port);
    const { store } = openStore(url);
    const record = recordOf(1);
    await store.insert(record);
    await second.run('REPLICAOF', '127.0.0.1', String(first.port));
    const followed = async () =>
      String(await second.run('INFO', 'replication')).includes('master_link_status:up');
    await until('the replica', followed, 30_000);
    await until('the session there', async () => {
      return String(await second.run('INFO', 'keyspace')).includes('keys=');
    });
    await second.run('REPLICAOF', 'NO', 'ONE');
    await first.run('REPLICAOF', '127.0.0.1', String(second.port));
    leadTo(second.port);
    await until('a store that can be written', () => store.check().then(() => true));
    expect(await store.replace({ ...record, version: 2 })).toBe(true);
    expect((await openStore(second.url).store.read(record.idHash))?.version).toBe(2);
  });
});
