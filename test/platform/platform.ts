import { randomBytes } from 'node:crypto';
import { Accounts, type NewAccount } from './accounts.ts';
import { type NewApp, type OAuthApp, OAuthApps } from './apps.ts';
import { AuthorizationRequests } from './authorization-requests.ts';
import { authorizeAs } from './authorize-as.ts';
import { type Call, CallLog } from './calls.ts';
import type { Core, PlannedRedirectError } from './core.ts';
import { ENDPOINTS, type Endpoint, type Fault, Faults } from './faults.ts';
import { Grants } from './grants.ts';
import { accountRoutes } from './routes/account.ts';
import { authorizeRoutes } from './routes/authorize.ts';
import { loginRoutes } from './routes/login.ts';
import { oauthAppRoutes } from './routes/oauth-apps.ts';
import { tokenRoutes } from './routes/token.ts';
import { userInfoRoutes } from './routes/userinfo.ts';
import { listen, notFound } from './server.ts';
import { Sessions } from './sessions.ts';
import { createSettings, type PlatformSettings } from './settings.ts';

export type { Account, Accounts, NewAccount } from './accounts.ts';
export type { NewApp, OAuthApp } from './apps.ts';
export type { Call } from './calls.ts';
export type { Endpoint, Fault } from './faults.ts';
export type { PlatformSettings } from './settings.ts';

export interface PlatformOptions {
  host?: string;
  port?: number;
  /** The platform's clock, in milliseconds. */
  now?: () => number;
  developerToken?: string;
  settings?: Partial<PlatformSettings>;
  /** Besides `demo`. */
  seedUsers?: readonly NewAccount[];
}

export interface Platform {
  readonly url: string;
  readonly developerToken: string;
  readonly settings: PlatformSettings;
  readonly users: Accounts;
  readonly calls: readonly Call[];
  /** Every secret ever handed out, in order. */
  readonly issued: {
    readonly codes: readonly string[];
    readonly accessTokens: readonly string[];
    readonly refreshTokens: readonly string[];
    readonly clientSecrets: readonly string[];
  };
  registerApp(input: NewApp): OAuthApp;
  callsTo(endpoint: Endpoint): readonly Call[];
  clearCalls(): void;
  /** The next call that matches, once it has arrived, or once it has been dealt with. */
  nextCall(
    to: Endpoint | ((call: Call) => boolean),
    options?: { answered?: boolean },
  ): Promise<Call>;
  misbehave(endpoint: Endpoint, fault: Fault | null, options?: { times?: number }): void;
  redirectError(error: string | null, options?: { state?: PlannedRedirectError['state'] }): void;
  revoke(username: string, clientId?: string): void;
  expireAccessTokens(username?: string): void;
  expireRefreshTokens(username?: string): void;
  /** The `Cookie` header of a browser in which this user is logged in. */
  logIn(username: string): string;
  /** Goes through an authorization as this user would; gives the address redirected to. */
  authorizeAs(username: string, authorizationUrl: string | URL): Promise<string>;
  close(): Promise<void>;
}

export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const { host = '127.0.0.1', port = 0, now = Date.now } = options;
  const { settings, meter } = createSettings(options.settings ?? {}, now);
  const core: Core = {
    url: '',
    developerToken: options.developerToken ?? `developer_${randomBytes(16).toString('hex')}`,
    settings,
    accounts: new Accounts(now, meter),
    apps: new OAuthApps(now),
    grants: new Grants(settings, now),
    sessions: new Sessions(),
    requests: new AuthorizationRequests(),
    redirectError: null,
  };
  core.accounts.add({ username: 'demo', quota: 1_000_000, usedQuota: 250_000 });
  for (const user of options.seedUsers ?? []) core.accounts.add(user);

  const log = new CallLog();
  const faults = new Faults();
  const routes = {
    ...oauthAppRoutes(core),
    ...authorizeRoutes(core),
    ...tokenRoutes(core),
    ...userInfoRoutes(core),
    ...loginRoutes(core),
    ...accountRoutes(core),
  };
  const server = await listen({ host, port, now, routes, fallback: notFound, calls: log, faults });
  core.url = server.url;
  return present(core, log, faults, server.close);
}

function present(core: Core, log: CallLog, faults: Faults, close: () => Promise<void>): Platform {
  const { grants, apps } = core;
  const isTo = (endpoint: Endpoint) => (call: Call) =>
    `${call.method} ${call.path}` === ENDPOINTS[endpoint];
  return {
    url: core.url,
    developerToken: core.developerToken,
    settings: core.settings,
    users: core.accounts,
    calls: log.calls,
    issued: { ...grants.issued, clientSecrets: apps.clientSecrets },
    registerApp: (input) => apps.register(input),
    callsTo: (endpoint) => log.calls.filter(isTo(endpoint)),
    clearCalls: () => log.clear(),
    nextCall: (to, { answered = false } = {}) =>
      log.next(typeof to === 'string' ? isTo(to) : to, answered),
    misbehave: (endpoint, fault, { times = Number.POSITIVE_INFINITY } = {}) =>
      faults.plan(endpoint, fault, times),
    redirectError: (error, { state = 'as-sent' } = {}) => {
      core.redirectError = error === null ? null : { error, state };
    },
    revoke: (username, clientId) => grants.revoke(username, clientId),
    expireAccessTokens: (username) => grants.expireAccessTokens(username),
    expireRefreshTokens: (username) => grants.expireRefreshTokens(username),
    logIn: (username) => core.sessions.start(core.accounts.get(username).username),
    authorizeAs: (username, authorizationUrl) =>
      authorizeAs(core, core.accounts.get(username).username, new URL(authorizationUrl)),
    close,
  };
}
