import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { until } from '../support/waiting/until.ts';
import { startCluster, untilBalances, untilReady } from './cluster.ts';
import { startLoad } from './load.ts';
import { SIZE, TEST_TIMEOUT_MS } from './size.ts';

test(
  'a client secret that is refused for a while ends no session',
  async () => {
    const cluster = await startCluster({ size: 2 });
    const { platform } = cluster;
    platform.settings.accessTokenLifetime = 1;
    const clients = await cluster.signedInUsers(10);
    const load = startLoad(
      clients.flatMap((client) => [cluster.at(0, client), cluster.at(1, client)]),
    );
    await until('the load', () => (load.outcomes['200'] ?? 0) > 50);
    platform.misbehave('token', { status: 401, body: { error: 'invalid_client' } });
    await until('the refusal', () => (load.outcomes['503 platform_misconfigured'] ?? 0) > 0);
    for (const browser of [cluster.browser(0), cluster.browser(1)]) {
      const isUnready = async () =>
        (await browser.outcome('/readyz')) === '503 platform_misconfigured';
      await until('an unready proxy', isUnready);
      expect((await browser.send('/healthz')).status).toBe(200);
    }
    await wait(SIZE.outageMs);
    platform.misbehave('token', null);
    for (const index of [0, 1]) await untilReady(cluster.browser(index), 40_000);
    await load.end();
    platform.settings.accessTokenLifetime = 7_200;
    await untilBalances(clients);
    expect(Object.keys(load.outcomes).join()).not.toMatch(/401|lost/);
  },
  TEST_TIMEOUT_MS,
);
