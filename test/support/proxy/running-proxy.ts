import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type AppDependencies, createApp } from '../../../proxy/app.ts';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { readConfig } from '../../../proxy/config/config.ts';
import { createLogger } from '../../../proxy/observability/logger.ts';
import type { SessionStore } from '../../../proxy/store/session-store.ts';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';
import type {
  AuthorizationServer,
  AuthorizationServerOptions,
} from '../fake-platform/authorization-server.ts';
import { type Platform, type PlatformOptions, startPlatform } from '../fake-platform/platform.ts';
import { emptyFolder } from '../folders/empty-folder.ts';
import { freePort } from '../ports/free-port.ts';
import { Client } from './client.ts';

/** The real time plus an offset that tests change; shared by the proxy and the platform. */
export class Clock {
  #offset = 0;
  #frozenAt: number | undefined;

  readonly now = (): number => (this.#frozenAt ?? Date.now()) + this.#offset;

  /** Stops the clock: from now on only {@link pass} moves it. */
  freeze(): void {
    this.#frozenAt = Date.now();
  }

  pass(seconds: number): void {
    this.#offset += seconds * 1000;
  }
}

export interface RunningProxy<P extends AuthorizationServer = Platform> {
  url: string;
  platform: P;
  clientSecret: string;
  /** Its configuration. */
  env: Record<string, string>;
  clock: Clock;
  store: SessionStore;
  /** The SQLite file. */
  storeFile: string;
  /** Requires the option `metrics`. */
  metricsUrl: string;
  /** The log so far, one JSON object per line. */
  log(): string;
  /** Shuts down the proxy but not the platform. */
  stop(): Promise<void>;
  /** The router's list of all routes. */
  printRoutes(): string;
  /** A browser without cookies. */
  client: Client;
  /** Another browser without cookies, or with those of another one. */
  browser(cookiesOf?: Client): Client;
  /** Returns a client that is signed in, as `demo` by default. */
  signedIn(username?: string): Promise<Client>;
}

export interface ProxyOptions<P extends AuthorizationServer = Platform> {
  env?: Record<string, string>;
  /** The public address if it differs from the address listened on. */
  publicOrigin?: string;
  platform?: OptionsOf<P>;
  /** Starts the platform; the fake platform by default. */
  startPlatform?: (options: OptionsOf<P>) => Promise<P>;
  masterKeys?: Buffer[];
  storeFile?: string;
  /** Opens the store; a SQLite file by default. */
  openStore?: () => SessionStore;
  store?: (store: SessionStore) => SessionStore;
  /** Called before each call to the store. The call fails if it throws. */
  onStoreCall?: (operation: keyof SessionStore) => unknown;
  /** Serves metrics, on a free port. */
  metrics?: true;
  overload?: AppDependencies['overload'];
  intervals?: AppDependencies['intervals'];
  requestTimeoutMs?: number;
  /** 0 by default. */
  drainMs?: number;
  /** Another proxy with the same platform and application. */
  beside?: RunningProxy<P>;
}

type OptionsOf<P> = P extends Platform ? PlatformOptions : AuthorizationServerOptions;

/** The application of a proxy. The proxy beside it uses the same one, so callbacks go to the first proxy. */
function clientOf({ env, clientSecret }: RunningProxy<AuthorizationServer>) {
  const { OAUTH_CLIENT_ID: clientId = '', OAUTH_REDIRECT_URI: redirectUri = '' } = env;
  return { clientId, clientSecret, redirectUri };
}

function withHook(store: SessionStore, onCall: ProxyOptions['onStoreCall']): SessionStore {
  if (!onCall) return store;
  const hooked = Object.entries(store).map(([name, member]) => [
    name,
    typeof member === 'string'
      ? member
      : async (...args: unknown[]) => {
          await onCall(name as keyof SessionStore);
          return member(...args);
        },
  ]);
  return Object.fromEntries(hooked) as SessionStore;
}

/** Starts the platform and a proxy on a free port; both are closed when the test has finished. */
export async function startProxy(options?: ProxyOptions): Promise<RunningProxy<Platform>>;
export async function startProxy(
  options: ProxyOptions<AuthorizationServer>,
): Promise<RunningProxy<AuthorizationServer>>;
export async function startProxy(
  options: ProxyOptions<AuthorizationServer> = {},
): Promise<RunningProxy<AuthorizationServer>> {
  const clock = options.beside?.clock ?? new Clock();
  const port = await freePort();
  const metricsPort = options.metrics && (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const redirectUri = `${options.publicOrigin ?? url}/oauth/callback`;
  const start = options.startPlatform ?? startPlatform;
  const platform =
    options.beside?.platform ?? (await start({ now: clock.now, ...options.platform }));
  const { clientSecret, ...client } = options.beside
    ? clientOf(options.beside)
    : platform.registerApp({ name: 'Companion', redirectUri });
  const folder = emptyFolder();
  const storeFile = options.storeFile ?? join(folder, 'sessions.sqlite');
  const env = {
    PLATFORM_URL: platform.url,
    OAUTH_CLIENT_ID: client.clientId,
    OAUTH_CLIENT_SECRET: clientSecret,
    OAUTH_REDIRECT_URI: client.redirectUri,
    DATA_DIR: folder,
    PORT: String(port),
    ...(metricsPort && { METRICS_PORT: String(metricsPort) }),
    ...options.env,
  };
  const lines: string[] = [];
  const store = options.openStore?.() ?? openSqliteStore(storeFile);
  const app = await createApp({
    config: readConfig(env, (path) => readFileSync(path, 'utf8')),
    masterKeys: toMasterKeys(options.masterKeys ?? [randomBytes(32)]),
    store: options.store?.(store) ?? withHook(store, options.onStoreCall),
    version: '1.2.3',
    drainMs: options.drainMs ?? 0,
    overload: options.overload,
    intervals: options.intervals ?? {},
    requestTimeoutMs: options.requestTimeoutMs,
    now: clock.now,
    randomBytes,
    log: createLogger('trace', { write: (line) => void lines.push(line) }),
  });
  await app.listen({ host: '127.0.0.1', port });
  onTestFinished(async () => {
    for (const endpoint of ['userinfo', 'topup', 'token'] as const) {
      platform.misbehave(endpoint, null);
    }
    await app.close();
    if (!options.beside) await platform.close();
  });
  return {
    url,
    metricsUrl: `http://127.0.0.1:${metricsPort}`,
    platform,
    clientSecret,
    clock,
    store,
    storeFile,
    env,
    log: () => lines.join(''),
    stop: () => app.close(),
    printRoutes: () => app.printRoutes({ commonPrefix: false }),
    client: new Client(url, platform),
    browser(cookiesOf?: Client) {
      const client = new Client(url, platform);
      for (const [name, cookie] of cookiesOf?.cookies ?? []) client.cookies.set(name, cookie);
      return client;
    },
    async signedIn(username = 'demo') {
      const client = new Client(url, platform);
      await client.signIn(username);
      return client;
    },
  };
}

/** Starts the platform and a proxy with a client that is signed in. */
export async function startSignedIn(options?: ProxyOptions) {
  const proxy = await startProxy(options);
  return { ...proxy, client: await proxy.signedIn() };
}
