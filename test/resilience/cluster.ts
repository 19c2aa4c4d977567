import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';
import { type OAuthApp, type Platform, startPlatform } from '../support/fake-platform/platform.ts';
import { freePort } from '../support/ports/free-port.ts';
import { Client } from '../support/proxy/client.ts';
import { ProxyProcess } from '../support/proxy-process/proxy-process.ts';
import { until } from '../support/waiting/until.ts';

export interface ClusterOptions {
  /** How many proxy processes share the sessions; one if absent. */
  size?: number;
  env?: Record<string, string>;
  /** Of the test's own context: without it, the cluster of a concurrent test ends with another test. */
  onTestFinished?: TestContext['onTestFinished'];
}

/** Proxy processes over one store, and the platform that they call. */
export interface Cluster {
  platform: Platform;
  app: OAuthApp;
  proxies: readonly ProxyProcess[];
  dataDir: string;
  /** A browser at one of the proxies. */
  browser(index?: number): Client;
  /** A browser with the cookies of another, at one of the proxies. */
  at(index: number, client: Client): Client;
  /** A browser in which `demo` or a new user is signed in, at the first proxy. */
  signedIn(username: string): Promise<Client>;
  /** As many of them, each of its own user: `user0`, `user1` … */
  signedInUsers(count: number): Promise<Client[]>;
  /** A signed-in browser whose access token has expired. Tokens that the platform issues later live two hours. */
  signedInWithExpiredToken(username: string): Promise<Client>;
}

/** Starts processes on real ports; everything has ended and is removed when the test has finished. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const platform = await startPlatform();
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-cluster-'));
  const dataDir = join(folder, 'data');
  const ports = await Promise.all(Array.from({ length: options.size ?? 1 }, freePort));
  const redirectUri = `http://localhost:${ports[0]}/oauth/callback`;
  const app = platform.registerApp({ name: 'Companion', redirectUri });
  const env = {
    DATA_DIR: dataDir,
    SESSION_KEYS: randomBytes(32).toString('base64url'),
    OAUTH_REDIRECT_URI: redirectUri,
    USERINFO_MAX_AGE: '0',
    RATE_LIMIT_API: '0',
    RATE_LIMIT_SIGN_IN: '0',
    LOG_LEVEL: 'warn',
    ...options.env,
  };
  const { clientId, clientSecret } = app;
  const proxies = ports.map(
    (port) => new ProxyProcess({ port, platformUrl: platform.url, clientId, clientSecret, env }),
  );
  const whenFinished = options.onTestFinished ?? onTestFinished;
  whenFinished(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await Promise.all(proxies.map((proxy) => proxy.start()));

  const cluster: Cluster = {
    platform,
    app,
    proxies,
    dataDir,
    browser: (index = 0) => new Client(proxies[index]?.localUrl ?? '', platform),
    at(index, client) {
      const other = cluster.browser(index);
      for (const [name, cookie] of client.cookies) other.cookies.set(name, cookie);
      return other;
    },
    async signedIn(username) {
      if (username !== 'demo') platform.users.add({ username });
      const client = cluster.browser();
      const location = await client.signIn(username);
      if (location !== '/?login=success') throw new Error(`The sign-in led to ${location}`);
      return client;
    },
    signedInUsers: (count) =>
      Promise.all(Array.from({ length: count }, (_, index) => cluster.signedIn(`user${index}`))),
    async signedInWithExpiredToken(username) {
      platform.settings.accessTokenLifetime = 1;
      const client = await cluster.signedIn(username);
      const expired = Date.now() + 1_000;
      platform.settings.accessTokenLifetime = 7_200;
      await until('the access token to expire', () => Date.now() > expired);
      return client;
    },
  };
  return cluster;
}

/** Waits until the proxy of this browser reports that it is ready. */
export async function untilReady(client: Client, timeoutMs?: number): Promise<void> {
  const isReady = async () => (await client.send('/readyz')).status === 200;
  await until('a ready proxy', isReady, timeoutMs);
}

/** Waits until each browser gets its balance. */
export async function untilBalances(clients: readonly Client[], timeoutMs?: number): Promise<void> {
  for (const client of clients) {
    const hasBalance = async () => (await client.outcome()) === '200';
    await until('the balance', hasBalance, timeoutMs);
  }
}

/** When each refresh token that the platform received more than once was received, in Unix milliseconds. */
export function reusesOfRefreshTokens(platform: Platform): number[][] {
  const uses = platform.requestsTo('token').filter(({ body }) => body.refresh_token);
  return [...Map.groupBy(uses, ({ body }) => body.refresh_token).values()]
    .filter((requests) => requests.length > 1)
    .map((requests) => requests.map(({ at }) => at));
}
