import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../support/fake-platform/platform.ts';
import type { Client } from '../support/proxy/client.ts';
import { until } from '../support/waiting/until.ts';
import { type Cluster, reusesOfRefreshTokens, startCluster } from './cluster.ts';
import { startLoad } from './load.ts';
import { SIZE, TEST_TIMEOUT_MS } from './size.ts';

/** Short, so that the lease of a killed process (this and five seconds) expires soon. */
const env = { PLATFORM_TIMEOUT: '1' };

/** Time for the lease to expire, a cooldown and a refresh, after which a session is no longer in doubt. */
const SETTLE_TIMEOUT_MS = 30_000;

/** Reads until the session gives the balance or says that a new sign-in is needed. */
function settle(client: Client): Promise<string> {
  const read = async () => {
    const outcome = await client.outcome();
    return (outcome === '200' || outcome === '401 reauth_required') && outcome;
  };
  return until('a settled session', read, SETTLE_TIMEOUT_MS);
}

/** Starts the killed proxy again, whose database must be intact. */
async function startAgain({ proxies, dataDir }: Cluster): Promise<void> {
  await proxies[0]?.start();
  const db = new Database(`${dataDir}/sessions.sqlite`, { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
}

describe.concurrent('a proxy that is killed during a refresh', () => {
  const MOMENTS: [string, Fault, string][] = [
    ['when the platform has received the request', { hang: true }, '200'],
    ['before the response', { afterSuccess: true, hang: true }, '401 reauth_required'],
    [
      'in the middle of the response',
      { afterSuccess: true, stallMidBody: true },
      '401 reauth_required',
    ],
  ];
  test.for(MOMENTS)('%s', async ([_moment, fault, outcome], { expect, onTestFinished }) => {
    const cluster = await startCluster({ env, onTestFinished });
    const { platform } = cluster;
    const client = await cluster.signedInWithExpiredToken('demo');
    const issuedBefore = platform.issued.refreshTokens.length;
    platform.misbehave('token', fault, { times: 1 });
    const arrived = platform.nextRequest('token');
    const reading = client.outcome().catch(() => undefined);
    await arrived;
    if (fault.afterSuccess) {
      await until('the new tokens', () => platform.issued.refreshTokens.length > issuedBefore);
    }
    await cluster.proxies[0]?.stop('SIGKILL');
    await reading;
    await startAgain(cluster);
    expect(await settle(client)).toBe(outcome);
    // A refresh token in doubt is used once more, and not again after that.
    const sent = platform.requestsTo('token').filter(({ body }) => body.refresh_token);
    expect(sent).toHaveLength(2);
    await client.signIn();
    expect(await client.outcome()).toBe('200');
  });

  test('just after the response', async ({ expect, onTestFinished }) => {
    const cluster = await startCluster({ env, onTestFinished });
    const { platform } = cluster;
    const client = await cluster.signedInWithExpiredToken('demo');
    const answered = platform.nextRequest('token', { answered: true });
    const reading = client.outcome().catch(() => undefined);
    await answered;
    await cluster.proxies[0]?.stop('SIGKILL');
    await reading;
    await startAgain(cluster);
    // Either the tokens were saved, or they were lost with the process.
    const lost = (await settle(client)) !== '200';
    const reuses = reusesOfRefreshTokens(platform).map((times) => times.length);
    expect(reuses).toEqual(lost ? [2] : []);
    await client.signIn();
    expect(await client.outcome()).toBe('200');
  });
});

const USERS = 10;

/**
 * Kills one proxy again and again while users read balances with tokens that live for two seconds. Returns how many
 * sessions ended.
 */
async function killUnderLoad(kills: number): Promise<number> {
  const cluster = await startCluster({ env });
  const { platform } = cluster;
  platform.settings.accessTokenLifetime = 2;
  const clients = await cluster.signedInUsers(USERS);
  const killedAt: number[] = [];
  let ended = 0;

  for (let count = 0; count < kills; count++) {
    const load = startLoad(clients);
    const before = platform.requestsTo('userinfo').length;
    await until('the load', () => platform.requestsTo('userinfo').length > before + 20);
    await wait(Math.random() * 1_500);
    await cluster.proxies[0]?.stop('SIGKILL');
    await load.end();
    // Only now has the platform recorded each request that was on its way.
    killedAt.push(Date.now());
    await startAgain(cluster);
    for (const [index, outcome] of (await Promise.all(clients.map(settle))).entries()) {
      if (outcome === '200') continue;
      ended += 1;
      await clients[index]?.signIn(`user${index}`);
    }
  }
  // A refresh token is reused only after a kill has cut off its first use, which ends its session.
  const reuses = reusesOfRefreshTokens(platform);
  for (const [first = 0, second = 0, ...more] of reuses) {
    expect(more).toEqual([]);
    expect(killedAt.some((at) => first <= at && at <= second)).toBe(true);
  }
  expect(ended).toBe(reuses.length);
  return ended;
}

test(
  'random kills under load end only sessions whose new tokens were lost with the process',
  async () => {
    const { killedProxies, killsPerProxy } = SIZE;
    const ended = await Promise.all(
      Array.from({ length: killedProxies }, () => killUnderLoad(killsPerProxy)),
    );
    console.log(`sessions that ended in ${killsPerProxy} kills under load:`, ended.join(' and '));
    const sum = ended.reduce((total, count) => total + count, 0);
    expect(sum).toBeLessThan((killedProxies * killsPerProxy * USERS) / 2);
  },
  TEST_TIMEOUT_MS,
);
