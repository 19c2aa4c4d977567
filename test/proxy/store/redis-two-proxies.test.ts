import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startCluster } from '../../resilience/cluster.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import type { ProxyProcess } from '../../support/proxy-process/proxy-process.ts';
import { CERTIFICATE } from '../../support/redis-server/configuration.ts';
import { startRedis } from '../../support/redis-server/opened-store.ts';
import { until } from '../../support/waiting/until.ts';

/** Starts proxy processes that share the public address and the session keys. */
const startProxies = (size: 1 | 2, env: Record<string, string>) =>
  startCluster({ size, env: { LOG_LEVEL: 'info', ...env } });

/** The messages of log lines about the store. */
function storeLines(proxy: ProxyProcess | undefined, level: 'info' | 'warn'): string[] {
  const json = (proxy?.log ?? '').split('\n').filter((line) => line.startsWith('{'));
  return linesOf(json.join('\n'))
    .filter((line) => line.level === (level === 'warn' ? 40 : 30))
    .map(({ msg }) => String(msg))
    .filter((message) => /Redis|SESSION_KEYS/.test(message));
}

test('two proxies on one Redis share sessions and login transactions', async () => {
  const server = await startRedis({ appendOnly: true, password: 'pa55word' });
  const { proxies, browser, at } = await startProxies(2, { STORE_URL: `${server.url}/2` });
  const starting = browser();
  const callback = await starting.authorize();
  const second = at(1, starting);
  const signedIn = await second.navigate(callback, 'another-site');
  expect(signedIn.headers.location).toBe('/?login=success');
  const replayed = await at(0, second).navigate(callback, 'another-site');
  expect(replayed.headers.location).toMatch(/^\/\?error=/);

  const first = at(0, second);
  for (const client of [second, first]) {
    expect((await client.api('/api/user/info')).json().username).toBe('demo');
  }
  expect(await second.outcome('/auth/logout', { method: 'POST' })).toBe('204');
  expect(await first.outcome()).toBe('401 not_authenticated');

  for (const proxy of proxies) {
    expect(await proxy.stop()).toBe(0);
    expect(storeLines(proxy, 'warn')).toEqual([]);
    expect(proxy.log).not.toContain('pa55word');
  }
});

test('proxies that start during an outage of Redis serve once it is over', async () => {
  const server = await startRedis({ appendOnly: true, password: 'pa55word' });
  await server.stop('SIGKILL');
  const { proxies, browser } = await startProxies(2, { STORE_URL: server.url });
  const client = browser(1);
  const ready = () => client.send('/readyz');
  expect(await client.outcome('/readyz')).toBe('503 store_unavailable');
  expect((await client.send('/healthz')).status).toBe(200);
  await until('the line', () => storeLines(proxies[1], 'warn').length > 0);
  for (let round = 0; round < 20; round++) expect((await ready()).status).toBe(503);
  await server.start();
  await until('a ready proxy', async () => (await ready()).status === 200);
  expect(await client.signIn()).toBe('/?login=success');

  // One for each reason, and none for an attempt to connect.
  const warnings = storeLines(proxies[1], 'warn');
  expect(new Set(warnings).size).toBe(warnings.length);
  expect(warnings[0]).toBe(
    'Redis cannot be reached (ECONNREFUSED). Sessions cannot be read until it can be used.',
  );
  expect(storeLines(proxies[1], 'info')).toEqual(['Redis can be used now.']);
  expect(proxies[1]?.log).not.toMatch(/pa55word|redis:\/\//);
});

test('a proxy can be stopped during an outage of Redis', async () => {
  const server = await startRedis();
  const { proxies } = await startProxies(2, { STORE_URL: server.url });
  server.pause();
  expect(await proxies[0]?.stop()).toBe(0);
  await server.stop('SIGKILL');
  expect(await proxies[1]?.stop()).toBe(0);
});

test('the certificate is verified, with the authorities of NODE_EXTRA_CA_CERTS', async () => {
  const server = await startRedis({ tls: true, appendOnly: true, password: 'pa55word' });
  const settings = { STORE_URL: server.url };
  const refusing = await startProxies(1, settings);
  expect((await refusing.browser().send('/readyz')).json().error).toBe('store_unavailable');
  await until('the line', () =>
    storeLines(refusing.proxies[0], 'warn').some((line) => line.includes('cannot be verified')),
  );
  const trusting = await startProxies(1, { ...settings, NODE_EXTRA_CA_CERTS: CERTIFICATE });
  expect(await trusting.browser().signIn()).toBe('/?login=success');
  expect(storeLines(trusting.proxies[0], 'warn')).toEqual([]);
});

test('with SESSION_KEYS nothing is written to disk; without it the log says that other proxies need the key', async () => {
  const server = await startRedis({ appendOnly: true });
  const settings = { STORE_URL: server.url, DATA_DIR: join(emptyFolder(), 'data') };
  const keyed = await startProxies(1, settings);
  expect(await keyed.browser().signIn()).toBe('/?login=success');
  expect(existsSync(settings.DATA_DIR)).toBe(false);
  expect(storeLines(keyed.proxies[0], 'warn')).toEqual([]);

  const alone = await startProxies(1, { ...settings, SESSION_KEYS: '' });
  expect(await alone.browser().signIn()).toBe('/?login=success');
  expect(existsSync(join(settings.DATA_DIR, 'session-keys'))).toBe(true);
  expect(storeLines(alone.proxies[0], 'warn')).toEqual([
    expect.stringMatching(/^SESSION_KEYS is not set.*every other proxy.*needs the same key/),
  ]);
});
