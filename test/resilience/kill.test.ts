import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Fault, Platform } from '../support/fake-platform/platform.ts';
import type { Client } from '../support/proxy/client.ts';
import { until } from '../support/waiting/until.ts';
import { type Cluster, reusedRefreshTokens, startCluster } from './cluster.ts';
import { SIZE, TIME_LIMIT } from './size.ts';

/** Short, so that the lease of a killed process (this and five seconds) runs out soon. */
const env = { PLATFORM_TIMEOUT: '1' };

/** Milliseconds after which a session in doubt has been settled: lease, rest and a refresh. */
const SETTLED = 30_000;

/** What a session's reader is told in the end: the balance, or that a new sign-in is needed. */
async function settle(client: Client): Promise<'200' | 'reauth_required'> {
  return until(
    'a settled session',
    async () => {
      const answer = await client.api('/api/user/info');
      if (answer.status === 200) return '200';
      return answer.json().error === 'reauth_required' && 'reauth_required';
    },
    SETTLED,
  );
}

async function kill(cluster: Cluster): Promise<void> {
  await cluster.proxies[0]?.stop('SIGKILL');
}

function integrity({ dataDir }: Cluster): unknown {
  const db = new Database(`${dataDir}/sessions.sqlite`, { readonly: true });
  const found = db.pragma('integrity_check', { simple: true });
  db.close();
  return found;
}

describe.concurrent('a proxy that is killed during a refresh', () => {
  const MOMENTS: [string, Fault, '200' | 'reauth_required'][] = [
    ['when the platform has received the request', { hang: true }, '200'],
    ['before the answer', { afterSuccess: true, hang: true }, 'reauth_required'],
    ['in the middle of the answer', { afterSuccess: true, stallMidBody: true }, 'reauth_required'],
  ];
  test.for(MOMENTS)('%s', async ([_moment, fault, outcome], { expect, onTestFinished }) => {
    const cluster = await startCluster({ env, onTestFinished });
    const { platform, proxies } = cluster;
    const client = await cluster.signedInWithExpiredToken('demo');
    const issuedBefore = platform.issued.refreshTokens.length;
    const wasIssued = fault.afterSuccess === true;
    platform.misbehave('token', fault, { times: 1 });
    const arrived = platform.nextRequest('token');
    const reading = client.api('/api/user/info').catch(() => undefined);
    await arrived;
    if (wasIssued) {
      await until('the new tokens', () => platform.issued.refreshTokens.length > issuedBefore);
    }
    await kill(cluster);
    await reading;
    await proxies[0]?.start();
    expect(await settle(client)).toBe(outcome);
    expect(integrity(cluster)).toBe('ok');
    // In doubt the old refresh token is tried once more, and not again after that.
    const sent = platform.requestsTo('token').filter(({ body }) => body.refresh_token);
    expect(sent).toHaveLength(2);
    await client.signIn();
    expect((await client.api('/api/user/info')).status).toBe(200);
  });

  test('just after the answer', async ({ expect, onTestFinished }) => {
    const cluster = await startCluster({ env, onTestFinished });
    const { platform, proxies } = cluster;
    const client = await cluster.signedInWithExpiredToken('demo');
    const answered = platform.nextRequest('token', { answered: true });
    const reading = client.api('/api/user/info').catch(() => undefined);
    await answered;
    await kill(cluster);
    await reading;
    await proxies[0]?.start();
    const outcome = await settle(client);
    expect(integrity(cluster)).toBe('ok');
    // Either the tokens were written, or they died with the process: never a third way.
    if (outcome === '200') expect(reusedRefreshTokens(platform)).toEqual([]);
    else expect(reusedRefreshTokens(platform)).toHaveLength(1);
    await client.signIn();
    expect((await client.api('/api/user/info')).status).toBe(200);
  });
});

interface Toll {
  kills: number;
  alive: number;
  signedInAgain: number;
}

/** Every refresh token that came more than once, with the times (Unix milliseconds) at which it did. */
function reuses(platform: Platform): number[][] {
  const times = new Map<string, number[]>();
  for (const { body, at } of platform.requestsTo('token')) {
    if (!body.refresh_token) continue;
    times.set(body.refresh_token, [...(times.get(body.refresh_token) ?? []), at]);
  }
  return [...times.values()].filter((uses) => uses.length > 1);
}

/** Kills one proxy again and again while ten people read balances whose tokens last for two seconds. */
async function killUnderLoad(kills: number): Promise<Toll> {
  const cluster = await startCluster({ env });
  const { platform, proxies } = cluster;
  platform.settings.accessTokenLifetime = 2;
  const names = Array.from({ length: 10 }, (_, index) => `user${index}`);
  const clients = await Promise.all(names.map((name) => cluster.signedIn(name)));
  const toll: Toll = { kills, alive: 0, signedInAgain: 0 };
  const killedAt: number[] = [];

  for (let count = 0; count < kills; count++) {
    let isLoaded = true;
    const load = clients.map(async (client) => {
      while (isLoaded) await client.api('/api/user/info').catch(() => {});
    });
    const before = platform.requestsTo('userinfo').length;
    await until('the load', () => platform.requestsTo('userinfo').length > before + 20);
    await wait(Math.random() * 1_500);
    await kill(cluster);
    killedAt.push(Date.now());
    isLoaded = false;
    await Promise.all(load);
    await proxies[0]?.start();
    expect(integrity(cluster)).toBe('ok');
    for (const [index, outcome] of (await Promise.all(clients.map(settle))).entries()) {
      if (outcome === '200') {
        toll.alive += 1;
      } else {
        toll.signedInAgain += 1;
        await clients[index]?.signIn(names[index]);
      }
    }
  }
  // A refresh token comes a second time only after a kill has cut its first use off, and ends its session.
  const doubleUses = reuses(platform);
  for (const [first = 0, second = 0, ...more] of doubleUses) {
    expect(more).toEqual([]);
    expect(killedAt.some((at) => first <= at && at <= second)).toBe(true);
  }
  expect(toll.signedInAgain).toBe(doubleUses.length);
  return toll;
}

test(
  'random kills under load: every session lives but those whose new tokens died with the process',
  async () => {
    const tolls = await Promise.all(
      Array.from({ length: SIZE.killedProxies }, () => killUnderLoad(SIZE.killsEach)),
    );
    const sum = (of: keyof Toll) => tolls.reduce((total, toll) => total + toll[of], 0);
    const figures = { kills: sum('kills'), alive: sum('alive'), ended: sum('signedInAgain') };
    console.log('random kills under load:', JSON.stringify(figures));
    expect(figures.alive + figures.ended).toBe(figures.kills * 10);
    expect(figures.alive).toBeGreaterThan(figures.ended);
  },
  TIME_LIMIT,
);
