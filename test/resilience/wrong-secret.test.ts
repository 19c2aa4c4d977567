import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { until } from '../support/waiting/until.ts';
import { startCluster } from './cluster.ts';
import { startLoad } from './load.ts';
import { SIZE, TIME_LIMIT } from './size.ts';

test(
  'a client secret that is refused for a while costs no session',
  async () => {
    const cluster = await startCluster({ size: 2 });
    const { platform } = cluster;
    platform.settings.accessTokenLifetime = 1;
    const names = Array.from({ length: 10 }, (_, index) => `user${index}`);
    const clients = await Promise.all(names.map((name) => cluster.signedIn(name)));
    const load = startLoad(
      clients.flatMap((client) => [cluster.at(0, client), cluster.at(1, client)]),
    );
    await until('the load', () => (load.outcomes['200'] ?? 0) > 50);
    platform.misbehave('token', { status: 401, body: { error: 'invalid_client' } });
    await until('the refusal', () => (load.outcomes.platform_misconfigured ?? 0) > 0);
    for (const index of [0, 1]) {
      await until('an unready proxy', async () => {
        const answer = await cluster.browser(index).send('/readyz');
        return answer.status === 503 && answer.json().error === 'platform_misconfigured';
      });
      expect((await cluster.browser(index).send('/healthz')).status).toBe(200);
    }
    await wait(SIZE.outage);
    platform.misbehave('token', null);
    for (const index of [0, 1]) {
      await until(
        'a ready proxy',
        async () => (await cluster.browser(index).send('/readyz')).status === 200,
        40_000,
      );
    }
    await load.end();
    platform.settings.accessTokenLifetime = 7_200;
    for (const client of clients) {
      await until('the balance', async () => (await client.api('/api/user/info')).status === 200);
    }
    const told = Object.keys(load.outcomes);
    expect(told).not.toContain('reauth_required');
    expect(told).not.toContain('not_authenticated');
  },
  TIME_LIMIT,
);
