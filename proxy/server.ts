import type { FastifyInstance } from 'fastify';
import { Agent } from 'undici';
import { Accounts } from './account/accounts.ts';
import { buildApp } from './app.ts';
import { toProxyError } from './errors/to-proxy-error.ts';
import type { LoggerOptions } from './http-server.ts';
import { AccountApi } from './platform/account-api.ts';
import { OAuthClient } from './platform/oauth-client.ts';
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

/**
 * The whole proxy, ready to listen. Closing it finishes the requests and renewals under way, then
 * closes the store.
 */
export async function createProxy(surroundings: Surroundings): Promise<FastifyInstance> {
  const { settings, masterKeys, store, version, now, randomBytes, logger } = surroundings;
  const dispatcher = new Agent({
    // A dead HTTP/2 connection would take every call with it: giving one up ends its stream alone.
    allowH2: false,
    connect: { timeout: settings.platformTimeout },
    headersTimeout: settings.platformTimeout,
    bodyTimeout: settings.platformTimeout,
  });
  const { platformUrl, platformTimeout: timeout, topUpHosts } = settings;
  const http = new PlatformHttp({ platformUrl, timeout, dispatcher });
  const oauth = new OAuthClient({ ...settings, http, now });
  const sessions = new Sessions({ ...settings, store, masterKeys, now, randomBytes });
  const accessTokens = new AccessTokens({
    sessions,
    refresh: (refreshToken) => oauth.refresh(refreshToken),
    now,
    onBackgroundFault: (error) => logBackgroundFault(app, error),
  });
  const accounts = new Accounts({
    api: new AccountApi({ http, topUpHosts, now }),
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
    await accessTokens.settled();
    await dispatcher.close();
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
