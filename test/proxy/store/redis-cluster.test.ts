import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { CERTIFICATE } from '../../support/redis-server/configuration.ts';
import {
  type OpenedStore,
  openStore,
  startRedis,
} from '../../support/redis-server/opened-store.ts';
import { RedisCluster } from '../../support/redis-server/redis-cluster.ts';
import type { RedisServer } from '../../support/redis-server/redis-server.ts';
import { hashOf, recordOf } from '../../support/session-stores/records.ts';
import { until } from '../../support/waiting/until.ts';

const PREFIX = 'balance-companion:';
const CA = readFileSync(CERTIFICATE);
const LIMIT_MS = 30_000;

let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await RedisCluster.start({ appendOnly: true, password: 'pa55/word', tls: true });
});

afterAll(() => cluster?.close());

beforeEach(async () => {
  await cluster.runEverywhere('FLUSHALL');
});

const opened = (url = cluster.url): OpenedStore => openStore(url, { ca: CA });

/** A store with this many sessions. */
async function filled(count: number): Promise<OpenedStore> {
  const store = opened();
  for (let number = 0; number < count; number++) await store.store.insert(recordOf(number));
  return store;
}

const keysOn = async (server: RedisServer) => (await server.run('KEYS', '*')) as string[];

test('the keys of one session share a hash tag, and the sessions are on every primary', async () => {
  const { store, warnings } = await filled(200);
  await store.spend(hashOf(1), Date.now() + 600_000);
  await store.check();
  for (const primary of await cluster.primaries()) {
    const keys = await keysOn(primary);
    const sessions = keys.filter((key) => key.includes(':session:'));
    expect(sessions.length).toBeGreaterThan(20);
    expect(keys.filter((key) => key.endsWith(':heartbeat')).length).toBeGreaterThan(10);
    for (const key of keys) expect(key.startsWith(PREFIX)).toBe(true);
    for (const key of sessions) {
      const [, group] = /^balance-companion:(\{\d+\}):session:/.exec(key) ?? [];
      expect(keys).toContain(`${PREFIX}${group}:sessions`);
    }
  }
  expect(warnings).toEqual([]);
});

test('counting, sweeping and the check reach every primary', async () => {
  const { store } = await filled(100);
  expect(await store.count()).toBe(100);
  const { endsAt } = recordOf(0);
  let removed = 0;
  for (const limit of [30, 30, 30, 30]) {
    const now = await store.removeEnded(endsAt + 10_000, limit);
    expect(now).toBeLessThanOrEqual(limit);
    removed += now;
  }
  expect(removed).toBe(100);
  expect(await store.count()).toBe(0);
});

test('sessions are used while their slot moves to another primary', async () => {
  const { store } = await filled(1);
  const record = recordOf(0);
  const primaries = await cluster.primaries();
  const keysOfAll = await Promise.all(primaries.map(keysOn));
  const at = keysOfAll.findIndex((keys) => keys.length === 2);
  const [source, target] = [primaries[at], primaries[(at + 1) % 3]] as [RedisServer, RedisServer];
  const keys = keysOfAll[at] as [string, string];
  const slot = String(await source.run('CLUSTER', 'KEYSLOT', keys[0]));
  const idOf = async (node: RedisServer) => String(await node.run('CLUSTER', 'MYID'));
  await target.run('CLUSTER', 'SETSLOT', slot, 'IMPORTING', await idOf(source));
  await source.run('CLUSTER', 'SETSLOT', slot, 'MIGRATING', await idOf(target));
  const move = (...moved: string[]) =>
    source.run(
      'MIGRATE',
      '127.0.0.1',
      String(target.port),
      '',
      '0',
      '5000',
      'AUTH',
      'pa55/word',
      'KEYS',
      ...moved,
    );
  await move(keys[0]);
  // One key of two has moved, so the servers ask the proxy to try again.
  const replaced = store.replace({ ...record, version: 2 });
  await move(keys[1]);
  expect(await replaced).toBe(true);
  for (const node of [target, source]) {
    await node.run('CLUSTER', 'SETSLOT', slot, 'NODE', await idOf(target));
  }
  expect(await store.replace({ ...record, version: 3 })).toBe(true);
  expect((await store.read(record.idHash))?.version).toBe(3);
});

test('sessions survive a planned failover, and stores follow it', async () => {
  const { store, warnings } = await filled(50);
  const replica = cluster.node(3);
  await replica.run('CLUSTER', 'FAILOVER');
  const isPrimary = async () => (await cluster.primaries()).includes(replica);
  await until('the failover', isPrimary, LIMIT_MS);
  const writes = () => store.check().then(() => true);
  await until('a store that can be written', writes, LIMIT_MS);
  for (let number = 0; number < 50; number++) {
    expect(await store.replace(recordOf(number, { version: 2 }))).toBe(true);
  }
  expect(await store.count()).toBe(50);
  expect(warnings).toEqual([]);
});

test('with one primary down, its sessions are unavailable, the check fails, and others are served', async () => {
  const { store } = await filled(30);
  const numbers = Array.from({ length: 30 }, (_, number) => number);
  const [down] = (await cluster.primaries()) as [RedisServer];
  await down.stop('SIGKILL');
  const results = await Promise.allSettled(numbers.map((number) => store.read(hashOf(number))));
  const failed = results.filter((result) => result.status === 'rejected');
  expect(failed.length).toBeGreaterThan(0);
  expect(failed.length).toBeLessThan(30);
  for (const { reason } of failed) expect(reason).toMatchObject({ name: 'RedisError' });
  await expect(store.check()).rejects.toThrow(/^Redis Cluster cannot be reached \(/);
  await down.start();
  await until('the check', () => store.check().then(() => true), LIMIT_MS);
  expect(await store.count()).toBe(30);
});

test('a part of the cluster that serves nothing is named, and used again', async () => {
  const { store } = await filled(1);
  const [primary] = (await cluster.primaries()) as [RedisServer];
  const slots = String(await primary.run('CLUSTER', 'NODES'));
  const [, slot = ''] = /myself.* (\d+)-\d+/.exec(slots) ?? [];
  await primary.run('CLUSTER', 'DELSLOTS', slot);
  await expect(store.check()).rejects.toThrow(
    'Redis Cluster has lost so many nodes that it serves nothing (CLUSTERDOWN)',
  );
  await primary.run('CLUSTER', 'ADDSLOTS', slot);
  await until('the check', () => store.check().then(() => true), LIMIT_MS);
});

test('a primary that takes no writes does not disturb the others', async () => {
  const { store } = await filled(30);
  const [limited, ...others] = (await cluster.primaries()) as [RedisServer, ...RedisServer[]];
  const connections = async () => {
    const lists = await Promise.all(others.map((node) => node.run('CLIENT', 'LIST')));
    return lists.map((list) => String(list).match(/^id=\d+(?=.*name=balance-companion)/gm));
  };
  const before = await connections();
  await limited.run('CONFIG', 'SET', 'min-replicas-to-write', '2');
  try {
    const removeAll = () =>
      Promise.allSettled(Array.from({ length: 30 }, (_, number) => store.remove(hashOf(number))));
    for (const results of [await removeAll(), await removeAll()]) {
      const failed = results.filter((result) => result.status === 'rejected');
      expect(failed.length).toBeGreaterThan(0);
      expect(failed.length).toBeLessThan(30);
      for (const { reason } of failed) expect(reason).toMatchObject({ code: 'NOREPLICAS' });
    }
    expect(await connections()).toEqual(before);
  } finally {
    await limited.run('CONFIG', 'SET', 'min-replicas-to-write', '0');
  }
});

test('a proxy signs in, reads the balance and signs out', async () => {
  const { browser, signedIn } = await startProxy({ openStore: () => opened().store });
  expect((await browser().send('/readyz')).json()).toEqual({
    status: 'ready',
    store: 'Redis Cluster',
  });
  const client = await signedIn();
  expect(await client.outcome()).toBe('200');
  expect(await client.outcome('/auth/logout', { method: 'POST' })).toBe('204');
  expect(await client.outcome()).toBe('401 not_authenticated');
});

describe('is named where STORE_URL does not fit', () => {
  test('redis:// for a cluster, also by the check if INFO is not permitted [P17]', async () => {
    const url = cluster.node(0).url;
    const { store, warnings } = opened(url);
    const advice = 'Redis is a cluster: begin STORE_URL with redis-cluster://';
    await expect(store.insert(recordOf(1))).rejects.toMatchObject({ code: 'CLUSTER' });
    await expect(store.check()).rejects.toThrow(advice);
    expect(warnings).toEqual([expect.stringContaining(advice)]);
    const rules = ['~balance-companion:*', '+@all', '-@admin', '-@dangerous'];
    await cluster.node(0).run('ACL', 'SETUSER', 'proxy', 'on', '>p4ss', ...rules);
    const limited = opened(url.replace(/:\/\/.*@/, '://proxy:p4ss@'));
    await expect(limited.store.check()).rejects.toThrow(advice);
  });

  test('redis-cluster:// for a server that is no cluster', async () => {
    const server = await startRedis();
    const { store, warnings } = openStore(server.url.replace('redis:', 'redis-cluster:'));
    const advice = 'Redis Cluster is no cluster: begin STORE_URL with redis://';
    await expect(store.check()).rejects.toThrow(advice);
    expect(warnings).toEqual([expect.stringContaining(advice)]);
  });

  test('a wrong password, which is never shown', async () => {
    const { store, warnings } = opened(cluster.url.replace(/:\/\/.*@/, '://:wr0ng@'));
    await expect(store.check()).rejects.toMatchObject({ code: 'WRONGPASS' });
    expect(warnings).toEqual([
      'Redis Cluster refuses the user name or password (WRONGPASS). Sessions cannot be read until it can be used.',
    ]);
  });

  test('a certificate that is not trusted', async () => {
    const { store, warnings } = openStore(cluster.url);
    await expect(store.check()).rejects.toMatchObject({ name: 'RedisError' });
    expect(warnings).toHaveLength(1);
  });
});

test('a store can be closed at any time', async () => {
  await opened().store.close();
  const { store } = opened();
  const pending = expect(store.count()).rejects.toMatchObject({ name: 'RedisError' });
  await store.close();
  await pending;
});
