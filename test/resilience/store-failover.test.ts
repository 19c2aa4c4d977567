import { expect, onTestFinished, test } from 'vitest';
import type { Client } from '../support/proxy/client.ts';
import { NodeNetwork } from '../support/redis-server/node-network.ts';
import { RedisCluster } from '../support/redis-server/redis-cluster.ts';
import { RedisSentinels } from '../support/redis-server/redis-sentinels.ts';
import type { RedisServer } from '../support/redis-server/redis-server.ts';
import { NIGHTLY } from '../support/runner/nightly.ts';
import { until } from '../support/waiting/until.ts';
import {
  type Cluster,
  reusesOfRefreshTokens,
  startCluster,
  untilBalances,
  untilReady,
} from './cluster.ts';
import { startLoad } from './load.ts';
import { TEST_TIMEOUT_MS } from './size.ts';

/** After which the other nodes or the sentinels replace a primary that does not answer. */
const FAILOVER_AFTER_MS = 2_000;

/** For a failover, the expiry of leases and a cooldown. */
const SETTLE_TIMEOUT_MS = 60_000;

const PROXIES = 3;

/** Servers whose primary of a part of the sessions can fail. */
interface Replicated {
  readonly url: string;
  /** A primary, and the server that follows it. */
  readonly primary: RedisServer;
  readonly replica: RedisServer;
}

async function replicatedCluster(network?: NodeNetwork): Promise<Replicated> {
  const cluster = await RedisCluster.start({ appendOnly: true }, FAILOVER_AFTER_MS, network);
  onTestFinished(() => cluster.close());
  return { url: cluster.url, primary: cluster.node(0), replica: cluster.node(3) };
}

async function watchedServers(): Promise<Replicated> {
  const sentinels = await RedisSentinels.start({ appendOnly: true }, FAILOVER_AFTER_MS);
  onTestFinished(() => sentinels.close());
  await sentinels.untilWhole();
  const [primary, replica] = sentinels.servers;
  return { url: sentinels.url, primary, replica };
}

const KINDS: [string, () => Promise<Replicated>][] = [
  ['a cluster', replicatedCluster],
  ['sentinels', watchedServers],
];

const proxiesOn = (url: string) =>
  startCluster({ size: PROXIES, env: { STORE_URL: url, PLATFORM_TIMEOUT: '2' } });

/** Each client at each proxy in turn. */
const spread = (cluster: Cluster, clients: readonly Client[]) =>
  clients.map((client, index) => cluster.at(index % PROXIES, client));

const allReady = (cluster: Cluster) =>
  Promise.all(
    cluster.proxies.map((_, index) => untilReady(cluster.browser(index), SETTLE_TIMEOUT_MS)),
  );

/** Reads until the session gives the balance or says that a new sign-in is needed. */
const settle = (client: Client) =>
  until(
    'a settled session',
    async () => {
      const outcome = await client.outcome().catch(() => 'lost');
      return (outcome === '200' || outcome === '401 reauth_required') && outcome;
    },
    SETTLE_TIMEOUT_MS,
  );

/**
 * Counts the sessions that have ended, and signs their users in again. Only a write that the old primary had
 * acknowledged and not passed on is lost, and its refresh token comes again.
 */
async function endedByReuse(cluster: Cluster, clients: readonly Client[]): Promise<number> {
  const outcomes = await Promise.all(spread(cluster, clients).map(settle));
  const ended = outcomes.filter((outcome) => outcome !== '200').length;
  console.log(`${ended} of ${clients.length} sessions ended`);
  expect(reusesOfRefreshTokens(cluster.platform)).toHaveLength(ended);
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome !== '200') await clients[index]?.signIn(`user${index}`);
  }
  await untilBalances(clients, SETTLE_TIMEOUT_MS);
  return ended;
}

const roleOf = async (server: RedisServer) => (await server.run('ROLE')) as string[];

const isPrimary = async (server: RedisServer) => (await roleOf(server))[0] === 'master';

/** Whether a node of a cluster serves nothing, because too many of the others are missing. */
const isDown = async (node: RedisServer) =>
  String(await node.run('CLUSTER', 'INFO')).includes('cluster_state:fail');

// Each of these tests waits for a failover, which takes five seconds and more.
const nightly = test.skipIf(!NIGHTLY);

nightly(
  '[nightly: slow] three proxies on a cluster refresh a token once for 1,000 readers',
  async () => {
    const cluster = await proxiesOn((await replicatedCluster()).url);
    const { platform } = cluster;
    const client = await cluster.signedInWithExpiredToken('demo');
    platform.clearRequests();
    const readers = spread(
      cluster,
      Array.from({ length: 1_000 }, () => client),
    );
    const outcomes = await Promise.all(readers.map((reader) => reader.outcome()));
    expect(new Set(outcomes)).toEqual(new Set(['200']));
    expect(platform.requestsTo('token')).toHaveLength(1);
  },
  TEST_TIMEOUT_MS,
);

nightly.each(KINDS)(
  '[nightly: slow] with %s, a primary that is killed in the middle of 200 refreshes loses no session that its replica has',
  async (_kind, start) => {
    const store = await start();
    const cluster = await proxiesOn(store.url);
    const { platform } = cluster;
    platform.settings.accessTokenLifetime = 2;
    const clients = await cluster.signedInUsers(200);
    platform.settings.accessTokenLifetime = 7_200;
    const expired = Date.now() + 2_000;
    await until('the access tokens to expire', () => Date.now() > expired);
    platform.clearRequests();
    const reading = spread(cluster, clients).map((client) => client.outcome().catch(() => 'lost'));
    await until('half of the refreshes', () => platform.requestsTo('token').length >= 100);
    await store.primary.stop('SIGKILL');
    await Promise.all(reading);
    await allReady(cluster);
    expect(await endedByReuse(cluster, clients)).toBeLessThan(20);
  },
  TEST_TIMEOUT_MS,
);

nightly(
  '[nightly: slow] tokens that the primary had not passed on when it was killed lead to reauth_required',
  async () => {
    const store = await watchedServers();
    const cluster = await proxiesOn(store.url);
    const { platform } = cluster;
    platform.settings.accessTokenLifetime = 2;
    const clients = await cluster.signedInUsers(20);
    platform.settings.accessTokenLifetime = 7_200;
    const expired = Date.now() + 2_000;
    await until('the access tokens to expire', () => Date.now() > expired);
    const lost = spread(cluster, clients.slice(0, 10));
    store.replica.pause();
    await store.primary.run('CLIENT', 'KILL', 'TYPE', 'replica');
    for (const client of lost) expect(await client.outcome()).toBe('200');
    await store.primary.stop('SIGKILL');
    store.replica.resume();
    await allReady(cluster);
    const outcomes = await Promise.all(spread(cluster, clients).map(settle));
    expect(outcomes.slice(0, 10)).toEqual(lost.map(() => '401 reauth_required'));
    expect(outcomes.slice(10)).toEqual(lost.map(() => '200'));
  },
  TEST_TIMEOUT_MS,
);

nightly.each(KINDS)(
  '[nightly: slow] with %s, a primary that hangs under load is replaced, and ends no session when it goes on',
  async (_kind, start) => {
    const store = await start();
    const cluster = await proxiesOn(store.url);
    const { platform } = cluster;
    platform.settings.accessTokenLifetime = 2;
    const clients = await cluster.signedInUsers(20);
    const load = startLoad(spread(cluster, clients));
    await until('refreshes under load', () => platform.requestsTo('token').length > 60);
    store.primary.pause();
    await until('the outage', () => (load.outcomes['503 store_unavailable'] ?? 0) > 5);
    await until('the failover', () => isPrimary(store.replica), SETTLE_TIMEOUT_MS);
    await allReady(cluster);
    store.primary.resume();
    const before = platform.requestsTo('token').length;
    await until('more refreshes', () => platform.requestsTo('token').length > before + 60);
    await load.end();
    console.log('outcomes:', JSON.stringify(load.outcomes));
    await Promise.all(clients.map(settle));
    expect(Object.keys(load.outcomes).join()).not.toMatch(/401|lost/);
  },
  TEST_TIMEOUT_MS,
);

nightly(
  '[nightly: slow] a minority of a cluster serves nobody, and no session ends once the majority is back',
  async () => {
    const redis = await RedisCluster.start({ appendOnly: true }, FAILOVER_AFTER_MS);
    onTestFinished(() => redis.close());
    const cluster = await proxiesOn(redis.url);
    const { platform } = cluster;
    platform.settings.accessTokenLifetime = 2;
    const clients = await cluster.signedInUsers(20);
    const load = startLoad(spread(cluster, clients));
    await until('refreshes under load', () => platform.requestsTo('token').length > 60);
    const majority = [1, 2, 4, 5].map((number) => redis.node(number));
    for (const node of majority) node.pause();
    await until('the minority to notice', () => isDown(redis.node(0)), SETTLE_TIMEOUT_MS);
    const ready = await cluster.browser().send('/readyz');
    expect(ready.status).toBe(503);
    expect(ready.json().message).toContain('Redis Cluster');
    for (const node of majority) node.resume();
    await allReady(cluster);
    await load.end();
    await untilBalances(clients, SETTLE_TIMEOUT_MS);
    console.log('outcomes:', JSON.stringify(load.outcomes));
    expect(Object.keys(load.outcomes).join()).not.toMatch(/401|lost/);
    expect(reusesOfRefreshTokens(platform)).toEqual([]);
  },
  TEST_TIMEOUT_MS,
);

test.skipIf(!NIGHTLY || process.platform !== 'linux')(
  '[nightly: slow] a primary that a network partition cuts off from its cluster loses only the tokens that it took meanwhile (needs Linux)',
  async () => {
    const network = new NodeNetwork();
    const { url, primary, replica } = await replicatedCluster(network);
    const cluster = await proxiesOn(url);
    const { platform } = cluster;
    platform.settings.accessTokenLifetime = 2;
    const clients = await cluster.signedInUsers(40);
    const load = startLoad(spread(cluster, clients));
    await until('refreshes under load', () => platform.requestsTo('token').length > 120);
    network.isolate(0);
    await until('the primary to notice', () => isDown(primary), SETTLE_TIMEOUT_MS);
    await until('the failover', () => isPrimary(replica), SETTLE_TIMEOUT_MS);
    await allReady(cluster);
    await expect(primary.run('SET', 'key', 'value')).rejects.toThrow('CLUSTERDOWN');
    expect(await isPrimary(primary)).toBe(true);
    network.heal();
    const follows = async () => (await roleOf(primary)).includes('connected');
    await until('the primary to follow', follows, SETTLE_TIMEOUT_MS);
    await allReady(cluster);
    await load.end();
    console.log('outcomes:', JSON.stringify(load.outcomes));
    expect(Object.keys(load.outcomes).join()).not.toMatch(/401 (?!reauth_required)|lost/);
    // A third of all sessions were on this primary, and it took writes for two seconds, the life of an access token.
    expect(await endedByReuse(cluster, clients)).toBeGreaterThan(0);
  },
  TEST_TIMEOUT_MS,
);
