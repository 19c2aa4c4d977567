import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { CERTIFICATE } from '../../support/redis-server/configuration.ts';
import {
  type OpenedStore,
  openStore,
  startRedis,
} from '../../support/redis-server/opened-store.ts';
import { RedisSentinels } from '../../support/redis-server/redis-sentinels.ts';
import { recordOf } from '../../support/session-stores/records.ts';
import { until } from '../../support/waiting/until.ts';

const CA = readFileSync(CERTIFICATE);
const PASSWORD = 'pa55word';

let sentinels: RedisSentinels;

beforeAll(async () => {
  const options = { appendOnly: true, tls: true, password: PASSWORD, sentinelPassword: PASSWORD };
  sentinels = await RedisSentinels.start(options);
});

afterAll(() => sentinels?.close());

beforeEach(async () => {
  await (await sentinels.primary()).run('FLUSHALL');
});

const opened = (url = sentinels.url): OpenedStore => openStore(url, { ca: CA });

test('the servers and the sentinels may require the same password, with TLS', async () => {
  const { store, warnings } = opened();
  await store.insert(recordOf(1));
  await store.check();
  expect(await store.count()).toBe(1);
  expect(warnings).toEqual([]);
});

test('one sentinel that requires the password is enough, and is no outage', async () => {
  const [, first = ''] = /(localhost:\d+)/.exec(sentinels.url) ?? [];
  const url = sentinels.url.replace(/localhost.*\//, `${first}/`);
  const { store, warnings } = opened(url);
  expect(await store.count()).toBe(0);
  expect(warnings).toEqual([]);
});

test('the number after the name selects the database', async () => {
  const { store } = opened(`${sentinels.url}/3`);
  await store.insert(recordOf(1));
  expect(await opened().store.count()).toBe(0);
  const primary = await sentinels.primary();
  expect(await primary.run('INFO', 'keyspace')).toMatch(/^db3:keys=2,/m);
});

test('a user of the servers works with sentinels that require no password', async () => {
  const user = { name: 'proxy', password: 'p4ss', rules: '~* &* +@all' };
  const open = await RedisSentinels.start({ appendOnly: true, user });
  onTestFinished(() => open.close());
  const { store, warnings } = openStore(open.url);
  await store.insert(recordOf(1));
  expect(await store.count()).toBe(1);
  expect(warnings).toEqual([]);
});

describe('is named where STORE_URL does not fit:', () => {
  test.each([
    ['the name', () => sentinels.url.replace('mymaster', 'other'), 'knows no primary of the name'],
    ['the password', () => sentinels.url.replace(PASSWORD, 'wr0ng'), 'refuses the user name or'],
    [
      'servers in place of sentinels',
      () => sentinels.servers[0].url.replace('rediss:', 'rediss-sentinel:').concat('/mymaster'),
      'is no sentinel: begin STORE_URL with redis://',
    ],
  ])('%s', async (_what, urlOf, advice) => {
    const { store, warnings } = opened(urlOf());
    await expect(store.check()).rejects.toThrow(`Redis Sentinel ${advice}`);
    expect(warnings).toEqual([expect.stringContaining(advice)]);
    expect(warnings.join()).not.toMatch(/pa55|wr0ng|localhost/);
  });

  test('redis:// for a sentinel', async () => {
    const { store } = opened(sentinels.sentinels[0]?.url);
    await expect(store.check()).rejects.toThrow('Redis is a sentinel: begin STORE_URL with');
  });
});

test('a store without a sentinel that can be reached says so, and can be closed', async () => {
  const server = await startRedis();
  await server.stop('SIGKILL');
  const url = server.url.replace('redis:', 'redis-sentinel:').concat('/mymaster');
  const { store, warnings } = openStore(url);
  await expect(store.check()).rejects.toMatchObject({ name: 'RedisError' });
  expect(warnings).toEqual([expect.stringMatching(/^Redis Sentinel cannot be reached \(/)]);
  await store.close();
  await expect(store.check()).rejects.toMatchObject({ code: 'CLOSED' });
});

test('sessions survive a failover, and stores follow it', async () => {
  const { store } = opened();
  const record = recordOf(1);
  await store.insert(record);
  const primary = await sentinels.failOver();
  const key = `balance-companion:session:${record.idHash.toString('base64url')}`;
  // The former primary takes writes until the sentinels have told everybody.
  await until('a write to the new primary', async () => {
    const version = ((await store.read(record.idHash))?.version ?? Number.NaN) + 1;
    await store.replace({ ...record, version });
    return (await primary.run('HGET', key, 'version')) === String(version);
  });
});
