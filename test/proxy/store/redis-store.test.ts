import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CERTIFICATE, type RedisOptions } from '../../support/redis-server/configuration.ts';
import { openStore, redisStore, startRedis } from '../../support/redis-server/opened-store.ts';
import type { RedisServer } from '../../support/redis-server/redis-server.ts';
import { bulk, startScriptedServer } from '../../support/redis-server/scripted-server.ts';
import { hashOf, recordOf } from '../../support/session-stores/records.ts';
import { until } from '../../support/waiting/until.ts';

const PASSWORD = 'pa55/word#%?@:';
const KEYS = 'balance-companion:*';
const REFUSES = 'refuses the user name or password';

const withWrongPassword = ({ url }: RedisServer) =>
  url.replace(/:\/\/.*@/, `://:${encodeURIComponent(PASSWORD)}@`);
const withoutPassword = ({ url }: RedisServer) => url.replace(/:\/\/.*@/, '://');

test.each([
  ['a password of special characters', { password: PASSWORD }],
  ['TLS and a password', { tls: true, password: PASSWORD }],
  [
    'a user without access to other keys and to INFO',
    {
      appendOnly: true,
      user: { name: 'proxy', password: 'p4ss', rules: `~${KEYS} +@all -@admin -@dangerous` },
    },
  ],
])('connects with %s', async (_what, options: RedisOptions) => {
  const server = await startRedis(options);
  expect(server.url).toMatch(options.tls ? /^rediss:/ : /^redis:/);
  const { store, warnings } = openStore(server.url, { ca: readFileSync(CERTIFICATE) });
  const record = recordOf(1);
  await store.insert(record);
  expect(await store.read(record.idHash)).toEqual(record);
  expect(await store.replace({ ...record, version: 2 })).toBe(true);
  expect(await store.spend(hashOf(2), Date.now() + 600_000)).toBe(true);
  expect(await store.removeEnded(Date.now(), 10)).toBe(0);
  await store.remove(record.idHash);
  await store.check();
  expect(warnings).toEqual(options.user ? [] : [expect.stringContaining('append-only')]);
});

test.each<[string, RedisOptions, (server: RedisServer) => string, RegExp, warning: string]>([
  ['a wrong password', { password: 'right' }, withWrongPassword, /^WRONGPASS$/, REFUSES],
  ['a missing password', { password: 'right' }, withoutPassword, /^NOAUTH$/, REFUSES],
  ['an untrusted certificate', { tls: true }, ({ url }) => url, /CERT/, 'cannot be verified'],
  ['TLS to a server without TLS', {}, ({ url }) => url.replace('redis:', 'rediss:'), /./, 'Redis'],
])('does not connect with %s, and warns once', async (_what, options, urlOf, code, warning) => {
  const { store, warnings } = openStore(urlOf(await startRedis(options)));
  await expect(store.check()).rejects.toMatchObject({ code: expect.stringMatching(code) });
  expect(warnings).toEqual([expect.stringContaining(warning)]);
});

test('recovers from a wrong password, which is never shown', async () => {
  const server = await startRedis({ password: 'right' });
  const { store, warnings, recoveries } = openStore(withWrongPassword(server));
  const error = await store.check().catch((caught) => caught);
  expect(error.message).toBe('Redis refuses the user name or password (WRONGPASS)');
  expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('pa55');
  expect(error.cause).toBeUndefined();
  await server.run('CONFIG', 'SET', 'requirepass', PASSWORD);
  await until('a usable store', async () => (await store.count()) === 0);
  expect(warnings.filter((warning) => warning.includes('WRONGPASS'))).toHaveLength(1);
  expect(recoveries).toEqual(['Redis can be used now.']);
  expect(warnings.join()).not.toContain('pa55');
});

describe('the database number', () => {
  test('of the URL selects the database', async () => {
    const server = await startRedis();
    const { store } = openStore(`${server.url}/3`);
    await store.insert(recordOf(1));
    await store.check();
    expect(await openStore(server.url).store.count()).toBe(0);
    expect(await server.run('INFO', 'keyspace')).toMatch(/^db3:keys=3,/m);
  });

  test('that does not exist is an error, and nothing is written to another database', async () => {
    const server = await startRedis({ databases: 4 });
    const { store, warnings } = openStore(`${server.url}/9`);
    await expect(store.insert(recordOf(1))).rejects.toMatchObject({ code: 'ERR' });
    await expect(store.insert(recordOf(1))).rejects.toMatchObject({ code: 'ERR' });
    expect(warnings).toHaveLength(1);
    expect(await server.run('INFO', 'keyspace')).not.toContain('keys=');
  });
});

describe('settings that can lose sessions are reported once', () => {
  const NO_FILE = 'Redis keeps no append-only file';
  const EVICTS =
    'Redis throws sessions away when its memory is full (maxmemory-policy allkeys-lru)';
  const memory = (policy: string, bytes = 100_000_000) => ({ bytes, policy });

  test.each([
    ['no append-only file', {}, [NO_FILE]],
    ['eviction', { appendOnly: true, maxMemory: memory('allkeys-lru') }, [EVICTS]],
    ['both', { maxMemory: memory('allkeys-lru') }, [NO_FILE, EVICTS]],
    ['neither', { appendOnly: true, maxMemory: memory('noeviction') }, []],
    ['no memory limit', { appendOnly: true, maxMemory: memory('allkeys-lru', 0) }, []],
  ])('%s', async (_what, options, expected) => {
    const { server, store, warnings, recoveries } = await redisStore(options);
    expect(await store.count()).toBe(0);
    expect(warnings).toEqual(expected.map((begin) => expect.stringContaining(begin)));
    await server.stop();
    await expect(store.count()).rejects.toThrow();
    await server.start();
    await until('a store that is back', async () => (await store.count()) === 0);
    const reported = warnings.filter((warning) => !warning.includes('Sessions cannot be read'));
    expect(reported).toHaveLength(expected.length);
    expect(recoveries).toHaveLength(1);
  });

  test('a server without INFO is used', async () => {
    const url = await startScriptedServer((command) =>
      command === 'info' ? "-ERR unknown command 'INFO'\r\n" : ':7\r\n',
    );
    const { store, warnings } = openStore(url);
    expect(await store.count()).toBe(7);
    expect(warnings).toEqual([]);
  });
});

test('a server that is loading its data is used once it has loaded', async () => {
  let loading = true;
  const url = await startScriptedServer((command) =>
    command === 'info' ? bulk(`# Persistence\r\nloading:${loading ? 1 : 0}\r\n`) : ':7\r\n',
  );
  const { store, warnings } = openStore(url);
  await expect(store.count()).rejects.toMatchObject({ code: 'LOADING' });
  loading = false;
  await until('the data to be loaded', async () => (await store.count()) === 7);
  expect(warnings).toHaveLength(1);
});

test('each method is one command for any number of sessions', async () => {
  const { server, store } = await redisStore();
  for (let number = 0; number < 20; number++) await store.insert(recordOf(number));
  await server.run('CONFIG', 'RESETSTAT');
  for (let number = 0; number < 20; number++) await store.read(hashOf(number));
  await store.count();
  const stats = String(await server.run('INFO', 'commandstats'));
  const calls = [...stats.matchAll(/^cmdstat_(\w+):calls=(\d+)/gm)].map(([, name, n]) => [name, n]);
  const ours = Object.fromEntries(calls);
  expect(ours).toMatchObject({ hmget: '20', zcard: '1' });
  for (const name of ['hgetall', 'get', 'keys', 'scan', 'zrange', 'eval', 'evalsha']) {
    expect(ours).not.toHaveProperty(name);
  }
});

test('the scripts are sent again to a server that lost them', async () => {
  const { server, store } = await redisStore();
  const record = recordOf(1);
  await store.insert(record);
  expect(await store.replace({ ...record, version: 2 })).toBe(true);
  await server.run('SCRIPT', 'FLUSH');
  expect(await store.replace({ ...record, version: 3 })).toBe(true);
  expect(await store.replace({ ...record, version: 3 })).toBe(false);
});

test('sessions and spent transactions expire by themselves at their latest end', async () => {
  const { server, store } = await redisStore();
  const left = async (key: string) => Number(await server.run('PTTL', `balance-companion:${key}`));
  const record = recordOf(1);
  const key = `session:${record.idHash.toString('base64url')}`;
  await store.insert(record);
  expect(await left(key)).toBeGreaterThan(1_800_000);
  expect(await left(key)).toBeLessThanOrEqual(3_600_000);
  await store.replace({ ...record, version: 2, endsAt: record.endsAt + 7_200_000 });
  expect(await left(key)).toBeGreaterThan(3_600_000);
  await store.spend(hashOf(2), Date.now() + 600_000);
  expect(await left(`spent:${hashOf(2).toString('base64url')}`)).toBeGreaterThan(300_000);
  const short = { ...record, version: 3, endsAt: Date.now() + 100 };
  await store.replace(short);
  await until('the session to expire', async () => !(await store.read(record.idHash)));
  expect(await store.count()).toBe(1);
  expect(await store.removeEnded(Date.now() + 1, 10)).toBe(1);
  expect(await store.count()).toBe(0);
  const keys = (await server.run('KEYS', '*')) as string[];
  for (const name of keys) expect(name).toMatch(/^balance-companion:/);
});

test('a read-only server is left for a new connection, once in five seconds', async () => {
  const server = await startRedis();
  const { store } = openStore(server.url);
  const connection = async () => {
    const clients = String(await server.run('CLIENT', 'LIST'));
    return /\bid=(\d+) .*name=balance-companion/.exec(clients)?.[1];
  };
  await store.check();
  const first = await connection();
  await server.run('CONFIG', 'SET', 'maxmemory', '1');
  await expect(store.insert(recordOf(1))).rejects.toMatchObject({ code: 'OOM' });
  expect(await connection()).toBe(first);
  await server.run('REPLICAOF', '127.0.0.1', '1');
  await expect(store.check()).rejects.toMatchObject({ code: 'READONLY' });
  await until('another connection', async () => {
    const now = await connection();
    return now !== undefined && now !== first;
  });
  const second = await connection();
  await expect(store.check()).rejects.toMatchObject({ code: 'READONLY' });
  expect(await connection()).toBe(second);
});
