import { randomBytes } from 'node:crypto';
import { Accounts } from './accounts.ts';
import { OAuthApps } from './apps.ts';
import { AuthorizationRequests } from './authorization-requests.ts';
import type { AuthorizationServer, AuthorizationServerOptions } from './authorization-server.ts';
import { authorizeAs } from './authorize-as.ts';
import type { Core } from './core.ts';
import { Faults } from './faults.ts';
import { Grants } from './grants.ts';
import { requestControls } from './request-controls.ts';
import { RequestLog } from './request-log.ts';
import { accountRoutes } from './routes/account.ts';
import { authorizeRoutes } from './routes/authorize.ts';
import { loginRoutes } from './routes/login.ts';
import { oauthAppRoutes } from './routes/oauth-apps.ts';
import { tokenRoutes } from './routes/token.ts';
import { type Authority, userInfoRoutes } from './routes/userinfo.ts';
import { listen, notFound } from './server.ts';
import { Sessions } from './sessions.ts';
import { DEFAULT_SETTINGS, type PlatformSettings } from './settings.ts';
import { shaped } from './shapes.ts';

export type { Account, Accounts, NewAccount } from './accounts.ts';
export type { NewApp, OAuthApp } from './apps.ts';
export type { Endpoint, Fault } from './faults.ts';
export type { RecordedRequest } from './request-log.ts';
export type { PlatformSettings } from './settings.ts';

export interface PlatformOptions extends AuthorizationServerOptions {
  host?: string;
  port?: number;
  developerToken?: string;
  settings?: Partial<PlatformSettings>;
}

export interface Platform extends AuthorizationServer {
  readonly developerToken: string;
  readonly settings: PlatformSettings;
  /** Plans the error that the next authorization request ends with. */
  redirectError(error: string | null): void;
  /** The `Cookie` header of a browser in which this user is logged in. */
  logIn(username: string): string;
}

export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const { host = '127.0.0.1', port = 0, now = Date.now } = options;
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const core: Core = {
    url: '',
    developerToken: options.developerToken ?? `developer_${randomBytes(16).toString('hex')}`,
    settings,
    accounts: new Accounts(now),
    apps: new OAuthApps(now),
    grants: new Grants(settings, now),
    sessions: new Sessions(),
    requests: new AuthorizationRequests(),
    redirectError: null,
  };
  core.accounts.add({ username: 'demo', quota: 1_000_000, usedQuota: 250_000 });

  const log = new RequestLog();
  const faults = new Faults();
  const plain = {
    ...oauthAppRoutes(core),
    ...authorizeRoutes(core),
    ...tokenRoutes(core),
    ...userInfoRoutes(core, (token) => authorityOf(core, token)),
    ...loginRoutes(core),
    ...accountRoutes(core),
  };
  const routes = shaped(plain, settings);
  const server = await listen({ host, port, now, routes, fallback: notFound, calls: log, faults });
  core.url = server.url;
  return present(core, log, faults, server.close);
}

function present(
  core: Core,
  log: RequestLog,
  faults: Faults,
  close: () => Promise<void>,
): Platform {
  const { grants, apps } = core;
  return {
    url: core.url,
    developerToken: core.developerToken,
    settings: core.settings,
    users: core.accounts,
    ...requestControls(log, faults),
    issued: { ...grants.issued, clientSecrets: apps.clientSecrets },
    registerApp: (input) => apps.register(input),
    redirectError: (error) => {
      core.redirectError = error;
    },
    revoke: (username, clientId) => grants.revoke(username, clientId),
    expireAccessTokens: (username) => grants.expireAccessTokens(username),
    logIn: (username) => core.sessions.start(core.accounts.get(username).username),
    authorizeAs: (username, authorizationUrl) =>
      authorizeAs(core, core.accounts.get(username).username, new URL(authorizationUrl)),
    close,
  };
}

function authorityOf({ grants }: Core, accessToken: string): Authority | null {
  const token = grants.check(accessToken);
  return token && { username: token.grant.username, scope: token.scope };
}
