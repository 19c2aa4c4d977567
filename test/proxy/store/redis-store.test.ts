import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CERTIFICATE } from '../../support/redis-server/configuration.ts';
import { openStore, startRedis } from '../../support/redis-server/opened-store.ts';
import { bulk, startScriptedServer } from '../../support/redis-server/scripted-server.ts';
import { hashOf, recordOf } from '../../support/session-stores/records.ts';
import { until } from '../../support/waiting/until.ts';

const PASSWORD = 'pa55/word#%?@:';

/** The URL with another password. */
function withPassword(url: string, password: string): string {
  return url.replace(/:\/\/.*@|:\/\//, `://:${encodeURIComponent(password)}@`);
}

describe('the user and the password', () => {
  test('of the URL are used, with every character that they may have', async () => {
    const server = await startRedis({ password: PASSWORD });
    const { store } = openStore(server.url);
    const record = recordOf(1);
    await store.insert(record);
    expect(await store.read(record.idHash)).toEqual(record);
  });

  test('that are wrong are refused in words that an operator understands, and never shown', async () => {
    const server = await startRedis({ password: 'right' });
    const { store, warnings, recoveries } = openStore(withPassword(server.url, PASSWORD));
    const refused = await store.check().catch((error) => error);
    expect(refused).toMatchObject({
      code: 'WRONGPASS',
      message: 'Redis refuses the user name or password (WRONGPASS)',
    });
    expect(`${refused.stack}${JSON.stringify(refused)}`).not.toContain('pa55');
    expect(refused.cause).toBeUndefined();
    await server.run('CONFIG', 'SET', 'requirepass', PASSWORD);
    await until('a store that is let in', async () => (await store.count()) === 0);
    const refusals = warnings.filter((warning) => warning.includes('WRONGPASS'));
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toContain('refuses the user name or password');
    expect(recoveries).toEqual(['Redis can be used now.']);
    expect(warnings.join()).not.toContain('pa55');
  });

  test('that are missing are asked for', async () => {
    const server = await startRedis({ password: 'right' });
    const { store, warnings } = openStore(`redis://localhost:${server.port}`);
    await expect(store.check()).rejects.toMatchObject({ code: 'NOAUTH' });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('refuses the user name or password');
  });

  test('may belong to a user who is let at our keys alone and may not look into the server', async () => {
    const rules = '~balance-companion:* +@all -@admin -@dangerous';
    const server = await startRedis({ user: { name: 'proxy', password: 'p4ss', rules } });
    const { store, warnings } = openStore(server.url);
    const record = recordOf(1);
    await store.insert(record);
    expect(await store.replace({ ...record, version: 2 })).toBe(true);
    expect(await store.spend(hashOf(2), Date.now() + 600_000)).toBe(true);
    expect(await store.removeEnded(Date.now(), 10)).toBe(0);
    await store.remove(record.idHash);
    await store.check();
    expect(warnings).toEqual([]);
  });
});

describe('TLS', () => {
  test('is spoken with rediss://', async () => {
    const server = await startRedis({ tls: true, password: PASSWORD });
    expect(server.url).toMatch(/^rediss:/);
    const { store } = openStore(server.url, { ca: readFileSync(CERTIFICATE) });
    const record = recordOf(1);
    await store.insert(record);
    expect(await store.read(record.idHash)).toEqual(record);
  });

  test('is not spoken with a server whose certificate cannot be verified', async () => {
    const server = await startRedis({ tls: true });
    const { store, warnings } = openStore(server.url);
    await expect(store.check()).rejects.toMatchObject({
      code: expect.stringContaining('CERT'),
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('a certificate that cannot be verified');
  });

  test('is not spoken with a server that speaks none', async () => {
    const server = await startRedis();
    const { store } = openStore(server.url.replace('redis:', 'rediss:'));
    await expect(store.check()).rejects.toThrow('Redis');
  });
});

describe('the number of the database', () => {
  test('at the end of the URL is where everything is kept', async () => {
    const server = await startRedis();
    const { store } = openStore(`${server.url}/3`);
    await store.insert(recordOf(1));
    await store.check();
    expect(await openStore(server.url).store.count()).toBe(0);
    expect(await server.run('INFO', 'keyspace')).toMatch(/^db3:keys=3,/m);
  });

  test('that the server does not have is refused, and nothing is written to another', async () => {
    const server = await startRedis({ databases: 4 });
    const { store, warnings } = openStore(`${server.url}/9`);
    await expect(store.insert(recordOf(1))).rejects.toMatchObject({ code: 'ERR' });
    await expect(store.insert(recordOf(1))).rejects.toMatchObject({ code: 'ERR' });
    expect(warnings).toHaveLength(1);
    expect(await server.run('INFO', 'keyspace')).not.toContain('keys=');
  });
});

describe('what costs sessions is said once', () => {
  const NO_FILE = 'Redis keeps no append-only file';
  const EVICTS =
    'Redis throws sessions away when its memory is full (maxmemory-policy allkeys-lru)';
  const memory = (policy: string) => ({ bytes: 100_000_000, policy });

  test.each([
    ['no append-only file', {}, [NO_FILE]],
    ['sessions that make room', { appendOnly: true, maxMemory: memory('allkeys-lru') }, [EVICTS]],
    ['both', { maxMemory: memory('allkeys-lru') }, [NO_FILE, EVICTS]],
    ['neither', { appendOnly: true, maxMemory: memory('noeviction') }, []],
  ])('%s', async (_what, options, expected) => {
    const server = await startRedis(options);
    const { store, warnings, recoveries } = openStore(server.url);
    expect(await store.count()).toBe(0);
    expect(warnings).toEqual(expected.map((begin) => expect.stringContaining(begin)));
    await server.stop();
    await expect(store.count()).rejects.toThrow();
    await server.start();
    await until('a store that is back', async () => (await store.count()) === 0);
    const told = warnings.filter((warning) => !warning.includes('Sessions cannot be read'));
    expect(told).toHaveLength(expected.length);
    expect(recoveries).toHaveLength(1);
  });

  test('a policy without a limit is none', async () => {
    const server = await startRedis({ appendOnly: true });
    await server.run('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    const { store, warnings } = openStore(server.url);
    expect(await store.count()).toBe(0);
    expect(warnings).toEqual([]);
  });

  test('a server that does not know INFO is used all the same', async () => {
    const url = await startScriptedServer((command) =>
      command === 'info' ? "-ERR unknown command 'INFO'\r\n" : ':7\r\n',
    );
    const { store, warnings } = openStore(url);
    expect(await store.count()).toBe(7);
    expect(warnings).toEqual([]);
  });
});

test('a server that still loads its data is waited for', async () => {
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

test('each call is one command, however many sessions there are', async () => {
  const server = await startRedis();
  const { store } = openStore(server.url);
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

test('a server that has forgotten the scripts is told them again', async () => {
  const server = await startRedis();
  const { store } = openStore(server.url);
  const record = recordOf(1);
  await store.insert(record);
  expect(await store.replace({ ...record, version: 2 })).toBe(true);
  await server.run('SCRIPT', 'FLUSH');
  expect(await store.replace({ ...record, version: 3 })).toBe(true);
  expect(await store.replace({ ...record, version: 3 })).toBe(false);
});

test('sessions and spent transactions expire by themselves, at their newest end', async () => {
  const server = await startRedis();
  const { store } = openStore(server.url);
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
