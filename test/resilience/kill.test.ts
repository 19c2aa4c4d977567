import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Fault, Platform } from '../support/fake-platform/platform.ts';
import type { Client } from '../support/proxy/client.ts';
import { until } from '../support/waiting/until.ts';
import { type Cluster, outcomeOf, reusedRefreshTokens, startCluster } from './cluster.ts';
import { startLoad } from './load.ts';
import { SIZE, TEST_TIMEOUT_MS } from './size.ts';

/** Short, so that the lease of a killed process (this and five seconds) expires soon. */
const env = { PLATFORM_TIMEOUT: '1' };

/** Time for the lease to expire, a cooldown and a refresh, after which a session is no longer in doubt. */
const SETTLE_TIMEOUT_MS = 30_000;

/** Reads until the session gives the balance or says that a new sign-in is needed. */
function settle(client: Client): Promise<string> {
  const read = async () => {
    const outcome = outcomeOf(await client.api('/api/user/info'));
    return (outcome === '200' || outcome === 'reauth_required') && outcome;
  };
  return until('a settled session', read, SETTLE_TIMEOUT_MS);
}

async function kill(cluster: Cluster): Promise<void> {
  await cluster.proxies[0]?.stop('SIGKILL');
}

/** Starts the killed proxy again, whose database must be intact. */
async function startAgain({ proxies, dataDir }: Cluster): Promise<void> {
  await proxies[0]?.start();
  const db = new Database(`${dataDir}/sessions.sqlite`, { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
}

describe.concurrent('a proxy that is killed during a refresh', () => {
  const MOMENTS: [string, Fault, '200' | 'reauth_required'][] = [
    ['when the platform has received the request', { hang: true }, '200'],
    ['before the response', { afterSuccess: true, hang: true }, 'reauth_required'],
    [
      'in the middle of the response',
      { afterSuccess: true, stallMidBody: true },
      'reauth_required',
    ],
  ];
  test.for(MOMENTS)('%s', async ([_moment, fault, outcome], { expect, onTestFinished }) => {
    const cluster = await startCluster({ env, onTestFinished });
    const { platform } = cluster;
    const client = await cluster.signedInWithExpiredToken('demo');
    const issuedBefore = platform.issued.refreshTokens.length;
    platform.misbehave('token', fault, { times: 1 });
    const arrived = platform.nextRequest('token');
    const reading = client.api('/api/user/info').catch(() => undefined);
    await arrived;
    if (fault.afterSuccess) {
      await until('the new tokens', () => platform.issued.refreshTokens.length > issuedBefore);
    }
    await kill(cluster);
    await reading;
    await startAgain(cluster);
    expect(await settle(client)).toBe(outcome);
    // A refresh token in doubt is used once more, and not again after that.
    const sent = platform.requestsTo('token').filter(({ body }) => body.refresh_token);
    expect(sent).toHaveLength(2);
    await client.signIn();
    expect((await client.api('/api/user/info')).status).toBe(200);
  });

  test('just after the response', async ({ expect, onTestFinished }) => {
    const cluster = await startCluster({ env, onTestFinished });
    const { platform } = cluster;
    const client = await cluster.signedInWithExpiredToken('demo');
    const answered = platform.nextRequest('token', { answered: true });
    const reading = client.api('/api/user/info').catch(() => undefined);
    await answered;
    await kill(cluster);
    await reading;
    await startAgain(cluster);
    // Either the tokens were saved, or they were lost with the process.
    const lost = (await settle(client)) !== '200';
    expect(reusedRefreshTokens(platform)).toHaveLength(lost ? 1 : 0);
    await client.signIn();
    expect((await client.api('/api/user/info')).status).toBe(200);
  });
});

interface Toll {
  kills: number;
  /** How many sessions survived a kill. */
  alive: number;
  /** How many had to sign in again after one. */
  ended: number;
}

/** When each refresh token that came more than once was received, in Unix milliseconds. */
function reuseTimes(platform: Platform): number[][] {
  const times = new Map<string, number[]>();
  for (const { body, at } of platform.requestsTo('token')) {
    if (!body.refresh_token) continue;
    times.set(body.refresh_token, [...(times.get(body.refresh_token) ?? []), at]);
  }
  return [...times.values()].filter((uses) => uses.length > 1);
}

/** Kills one proxy again and again while ten users read balances with tokens that live for two seconds. */
async function killUnderLoad(kills: number): Promise<Toll> {
  const cluster = await startCluster({ env });
  const { platform } = cluster;
  platform.settings.accessTokenLifetime = 2;
  const clients = await cluster.signedInUsers(10);
  const toll: Toll = { kills, alive: 0, ended: 0 };
  const killedAt: number[] = [];

  for (let count = 0; count < kills; count++) {
    const load = startLoad(clients);
    const before = platform.requestsTo('userinfo').length;
    await until('the load', () => platform.requestsTo('userinfo').length > before + 20);
    await wait(Math.random() * 1_500);
    await kill(cluster);
    killedAt.push(Date.now());
    await load.end();
    await startAgain(cluster);
    for (const [index, outcome] of (await Promise.all(clients.map(settle))).entries()) {
      if (outcome === '200') {
        toll.alive += 1;
      } else {
        toll.ended += 1;
        await clients[index]?.signIn(`user${index}`);
      }
    }
  }
  // A refresh token is reused only after a kill has cut off its first use, which ends its session.
  const reuses = reuseTimes(platform);
  for (const [first = 0, second = 0, ...more] of reuses) {
    expect(more).toEqual([]);
    expect(killedAt.some((at) => first <= at && at <= second)).toBe(true);
  }
  expect(toll.ended).toBe(reuses.length);
  return toll;
}

test(
  'random kills under load end only sessions whose new tokens were lost with the process',
  async () => {
    const tolls = await Promise.all(
      Array.from({ length: SIZE.killedProxies }, () => killUnderLoad(SIZE.killsPerProxy)),
    );
    const sum = (of: keyof Toll) => tolls.reduce((total, toll) => total + toll[of], 0);
    const total: Toll = { kills: sum('kills'), alive: sum('alive'), ended: sum('ended') };
    console.log('random kills under load:', JSON.stringify(total));
    expect(total.alive + total.ended).toBe(total.kills * 10);
    expect(total.alive).toBeGreaterThan(total.ended);
  },
  TEST_TIMEOUT_MS,
);
