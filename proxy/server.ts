import type { FastifyInstance } from 'fastify';
import { Agent } from 'undici';
import { Accounts } from './account/accounts.ts';
import { buildApp } from './app.ts';
import { toProxyError } from './errors/to-proxy-error.ts';
import type { LoggerOptions } from './http-server.ts';
import { Metrics } from './metrics/metrics.ts';
import { AccountApi } from './platform/account-api.ts';
import { OAuthClient } from './platform/oauth-client.ts';
import { PlatformCalls } from './platform/platform-calls.ts';
import { PlatformHttp } from './platform/platform-http.ts';
import { describeFailure } from './plugins/request-log.ts';
import type { MasterKey } from './session/master-keys.ts';
import { Sessions } from './session/sessions.ts';
import type { Settings } from './settings/settings.ts';
import type { SessionStore } from './store/session-store.ts';
import { AccessTokens } from './tokens/access-tokens.ts';

/** What the proxy takes from the world around it. */
export interface Surroundings {
  settings: Settings;
  masterKeys: readonly MasterKey[];
  store: SessionStore;
  version: string;
  /** Milliseconds for which requests are still taken while the proxy shuts down. */
  drain: number;
  /** Unix milliseconds. */
  now: () => number;
  randomBytes: (size: number) => Buffer;
  logger: LoggerOptions;
}

/** Ended records forgotten at a time, and milliseconds from one time to the next. */
const SWEEP = { records: 200, every: 60_000 };

/** Milliseconds by which the lease on a refresh token outlives the time limit of the call that uses it. */
const LEASE_MARGIN = 5_000;

/** Milliseconds for which a proxy that shuts down goes on writing tokens that the store did not take. */
const FLUSH_LIMIT = 5_000;

/** Connections to the platform at the most; what comes on top waits, within its own time limit. */
const MOST_CONNECTIONS = 128;

function connectionOptions(timeout: number): Agent.Options {
  return {
    // A dead HTTP/2 connection would take every call with it: giving one up ends its stream alone.
    allowH2: false,
    connections: MOST_CONNECTIONS,
    connect: { timeout },
    headersTimeout: timeout,
    bodyTimeout: timeout,
  };
}

/**
 * The whole proxy, ready to listen. Closing it finishes the requests and renewals under way, then
 * closes the store.
 */
export async function createProxy(surroundings: Surroundings): Promise<FastifyInstance> {
  const { settings, masterKeys, store, version, now, randomBytes, logger } = surroundings;
  const metrics = new Metrics();
  const { platformUrl, platformTimeout: timeout, topUpHosts } = settings;
  const dispatcher = new Agent(connectionOptions(timeout));
  const singleUseDispatcher = new Agent({ ...connectionOptions(timeout), pipelining: 0 });
  const http = new PlatformHttp({ platformUrl, timeout, dispatcher, singleUseDispatcher });
  const random = () => randomBytes(4).readUInt32BE() / 2 ** 32;
  const calls = new PlatformCalls({ now, random, observer: metrics });
  const oauth = new OAuthClient({ ...settings, http, calls, now });
  const sessions = new Sessions({
    ...settings,
    store,
    masterKeys,
    now,
    randomBytes,
    observer: metrics,
  });
  const accessTokens = new AccessTokens({
    sessions,
    refresh: (refreshToken) => oauth.refresh(refreshToken),
    leaseLength: timeout + LEASE_MARGIN,
    now,
    observer: metrics,
    onBackgroundFault: (error) => logBackgroundFault(app, error),
  });
  const accounts = new Accounts({
    api: new AccountApi({ http, calls, topUpHosts, now }),
    accessTokens,
    maxAge: settings.userInfoMaxAge,
    now,
  });
  const app = await buildApp({
    settings,
    masterKeys,
    services: { sessions, accounts, oauth, randomBytes, now },
    version,
    drain: surroundings.drain,
    logger,
  });

  const sweeper = setInterval(() => {
    accounts.forgetOld();
    sessions.removeEnded(SWEEP.records).catch((error) => logBackgroundFault(app, error));
  }, SWEEP.every);
  sweeper.unref();
  app.addHook('onClose', async () => {
    clearInterval(sweeper);
    const lost = await accessTokens.close(FLUSH_LIMIT);
    if (lost > 0) app.log.error({ pairs: lost }, 'the store did not take the last token pairs');
    await Promise.all([dispatcher.close(), singleUseDispatcher.close()]);
    await store.close();
  });
  return app;
}

/** A fault that no request waits for; a request that comes after it says what it means. */
function logBackgroundFault(app: FastifyInstance, error: unknown): void {
  const failure = toProxyError(error);
  // Somebody signed out meanwhile: no fault.
  if (failure.code === 'not_authenticated') return;
  app.log.warn(describeFailure(failure), 'background work failed');
}
