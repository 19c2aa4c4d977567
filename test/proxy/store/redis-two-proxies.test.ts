import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Platform, startPlatform } from '../../support/fake-platform/platform.ts';
import { freePort } from '../../support/ports/free-port.ts';
import { Client } from '../../support/proxy/client.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { ProxyProcess } from '../../support/proxy-process/proxy-process.ts';
import { CERTIFICATE } from '../../support/redis-server/configuration.ts';
import { startRedis } from '../../support/redis-server/opened-store.ts';
import { until } from '../../support/waiting/until.ts';

interface Proxies {
  platform: Platform;
  proxies: ProxyProcess[];
  /** A browser at one of the proxies. */
  at(index: number): Client;
}

/** Starts proxy processes that share the public address of the first one. */
async function startProxies(size: 1 | 2, settings: Record<string, string>): Promise<Proxies> {
  const platform = await startPlatform();
  onTestFinished(() => platform.close());
  const ports = await Promise.all(Array.from({ length: size }, freePort));
  const publicUrl = `http://localhost:${ports[0]}`;
  const redirectUri = `${publicUrl}/oauth/callback`;
  const { clientId, clientSecret } = platform.registerApp({ name: 'Companion', redirectUri });
  const common = { publicUrl, platformUrl: platform.url, clientId, clientSecret };
  const proxies = ports.map(
    (port) => new ProxyProcess({ ...common, port, env: { USERINFO_MAX_AGE: '0', ...settings } }),
  );
  onTestFinished(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
  });
  await Promise.all(proxies.map((proxy) => proxy.start()));
  return { platform, proxies, at: (index) => new Client(proxies[index]?.localUrl ?? '', platform) };
}

/** Copies the cookies of one client to another. */
function withCookiesOf(client: Client, other: Client): Client {
  for (const [name, cookie] of client.cookies) other.cookies.set(name, cookie);
  return other;
}

const newKey = () => randomBytes(32).toString('base64url');

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
  const { proxies, at } = await startProxies(2, {
    STORE_URL: `${server.url}/2`,
    SESSION_KEYS: newKey(),
  });
  const first = at(0);
  const callback = await first.authorize();
  const second = withCookiesOf(first, at(1));
  const signedIn = await second.navigate(callback, 'another-site');
  expect(signedIn.headers.location).toBe('/?login=success');
  const replayed = await withCookiesOf(second, at(0)).navigate(callback, 'another-site');
  expect(replayed.headers.location).toMatch(/^\/\?error=/);

  withCookiesOf(second, first);
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
  const { proxies, at } = await startProxies(2, { STORE_URL: server.url, SESSION_KEYS: newKey() });
  const ready = () => at(1).send('/readyz');
  expect(await at(1).outcome('/readyz')).toBe('503 store_unavailable');
  expect((await at(1).send('/healthz')).status).toBe(200);
  await until('the line', () => storeLines(proxies[1], 'warn').length > 0);
  for (let round = 0; round < 20; round++) expect((await ready()).status).toBe(503);
  await server.start();
  await until('a ready proxy', async () => (await ready()).status === 200);
  const client = at(1);
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
  const { proxies } = await startProxies(2, { STORE_URL: server.url, SESSION_KEYS: newKey() });
  server.pause();
  expect(await proxies[0]?.stop()).toBe(0);
  await server.stop('SIGKILL');
  expect(await proxies[1]?.stop()).toBe(0);
});

test('the certificate is verified, with the authorities of NODE_EXTRA_CA_CERTS', async () => {
  const server = await startRedis({ tls: true, appendOnly: true, password: 'pa55word' });
  const settings = { STORE_URL: server.url, SESSION_KEYS: newKey() };
  const refusing = await startProxies(1, settings);
  expect((await refusing.at(0).send('/readyz')).json().error).toBe('store_unavailable');
  await until('the line', () =>
    storeLines(refusing.proxies[0], 'warn').some((line) => line.includes('cannot be verified')),
  );
  const trusting = await startProxies(1, { ...settings, NODE_EXTRA_CA_CERTS: CERTIFICATE });
  expect(await trusting.at(0).signIn()).toBe('/?login=success');
  expect(storeLines(trusting.proxies[0], 'warn')).toEqual([]);
});

test('with SESSION_KEYS nothing is written to disk; without it the log says that other proxies need the key', async () => {
  const server = await startRedis({ appendOnly: true });
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = { STORE_URL: server.url, DATA_DIR: join(folder, 'data') };
  const keyed = await startProxies(1, { ...settings, SESSION_KEYS: newKey() });
  expect(await keyed.at(0).signIn()).toBe('/?login=success');
  expect(existsSync(settings.DATA_DIR)).toBe(false);
  expect(storeLines(keyed.proxies[0], 'warn')).toEqual([]);

  const alone = await startProxies(1, settings);
  expect(await alone.at(0).signIn()).toBe('/?login=success');
  expect(existsSync(join(settings.DATA_DIR, 'session-keys'))).toBe(true);
  expect(storeLines(alone.proxies[0], 'warn')).toEqual([
    expect.stringMatching(/^SESSION_KEYS is not set.*every other proxy.*needs the same key/),
  ]);
});
