import { Agent, request } from 'undici';
import { expect, test } from 'vitest';
import { until } from '../support/waiting/until.ts';
import { startCluster } from './cluster.ts';

test('SIGTERM under load loses no request and no refresh', async () => {
  const cluster = await startCluster();
  const { platform, proxies } = cluster;
  platform.settings.accessTokenLifetime = 2;
  const clients = await cluster.signedInUsers(10);
  platform.misbehave('userinfo', { delay: 20 });
  platform.misbehave('token', { delay: 100 });
  const statuses: number[] = [];
  /** Reads on one kept connection until the proxy asks the client to close it. */
  const readUntilClosed = async (cookie: string) => {
    const agent = new Agent({ connections: 1, keepAliveTimeout: 60_000 });
    for (;;) {
      const response = await request(`${proxies[0]?.localUrl}/api/user/info`, {
        dispatcher: agent,
        headers: { cookie, 'x-csrf': '1' },
      });
      await response.body.dump();
      statuses.push(response.statusCode);
      if (response.headers.connection === 'close') break;
    }
    await agent.close();
  };
  const readers = clients.flatMap(({ cookies }) => {
    const cookie = [...cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
    return [readUntilClosed(cookie), readUntilClosed(cookie)];
  });
  await until('the load', () => statuses.length > 200 && platform.requestsTo('token').length > 15);
  const ended = proxies[0]?.stop('SIGTERM');
  await expect(Promise.all(readers)).resolves.toHaveLength(20);
  expect(await ended).toBe(0);
  expect(new Set(statuses)).toEqual(new Set([200]));
  platform.misbehave('token', null);
  await proxies[0]?.start();
  for (const client of clients) expect((await client.api('/api/user/info')).status).toBe(200);
});
