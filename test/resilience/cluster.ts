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
  /** How many proxy processes share the sessions; one, unless said. */
  size?: number;
  env?: Record<string, string>;
  platform?: Platform;
  /** That of the test's own context, without which a concurrent test's cluster ends with another test. */
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
  /** The same browser as it appears at another proxy. */
  at(index: number, client: Client): Client;
  /** A user of their own, signed in at the first proxy. */
  signedIn(username: string): Promise<Client>;
  /** Somebody signed in whose access token has run out, before a platform whose next ones live for two hours. */
  signedInWithExpiredToken(username: string): Promise<Client>;
}

/** Starts them on real ports as processes of their own; all is gone when the test has finished. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const platform = options.platform ?? (await startPlatform());
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-cluster-'));
  const dataDir = join(folder, 'data');
  const ports = await Promise.all(Array.from({ length: options.size ?? 1 }, freePort));
  const redirectUri = `http://localhost:${ports[0]}/oauth/callback`;
  const app = platform.registerApp({ name: 'Companion', redirectUri });
  const { clientId, clientSecret } = app;
  const proxies: ProxyProcess[] = [];
  const whenFinished = options.onTestFinished ?? onTestFinished;
  whenFinished(async () => {
    for (const endpoint of ['token', 'userinfo', 'topup'] as const) {
      platform.misbehave(endpoint, null);
    }
    await Promise.all(proxies.map((proxy) => proxy.close()));
    if (!options.platform) await platform.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const SESSION_KEYS = randomBytes(32).toString('base64url');
  for (const port of ports) {
    const env = {
      DATA_DIR: dataDir,
      SESSION_KEYS,
      OAUTH_REDIRECT_URI: redirectUri,
      USERINFO_MAX_AGE: '0',
      RATE_LIMIT_API: '0',
      RATE_LIMIT_SIGN_IN: '0',
      LOG_LEVEL: 'warn',
      ...options.env,
    };
    const platformUrl = platform.url;
    proxies.push(new ProxyProcess({ port, platformUrl, clientId, clientSecret, env }));
  }
  await Promise.all(proxies.map((proxy) => proxy.start()));

  const known = new Set(['demo']);
  const urlOf = (index: number) => proxies[index]?.localUrl ?? '';
  const cluster: Cluster = {
    platform,
    app,
    proxies,
    dataDir,
    browser: (index = 0) => new Client(urlOf(index), platform),
    at(index, client) {
      const other = new Client(urlOf(index), platform);
      for (const [name, cookie] of client.cookies) other.cookies.set(name, cookie);
      return other;
    },
    async signedIn(username) {
      if (!known.has(username)) platform.users.add({ username });
      known.add(username);
      const client = cluster.browser();
      const location = await client.signIn(username);
      if (location !== '/?login=success') throw new Error(`The sign-in led to ${location}`);
      return client;
    },
    async signedInWithExpiredToken(username) {
      platform.settings.accessTokenLifetime = 1;
      const client = await cluster.signedIn(username);
      const expired = Date.now() + 1_000;
      platform.settings.accessTokenLifetime = 7_200;
      await until('the access token to run out', () => Date.now() > expired);
      return client;
    },
  };
  return cluster;
}

/** Refresh tokens that the platform was sent more than once, each as often as it came again. */
export function reusedRefreshTokens(platform: Platform): string[] {
  const sent = platform
    .requestsTo('token')
    .map(({ body }) => body.refresh_token)
    .filter((token) => typeof token === 'string');
  return sent.filter((token, index) => sent.indexOf(token) !== index);
}

/** How often each outcome came: `200`, or the error's code. */
export function outcomes(answers: readonly { status: number; json(): Record<string, unknown> }[]) {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    const outcome = answer.status === 200 ? '200' : String(answer.json().error);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}
