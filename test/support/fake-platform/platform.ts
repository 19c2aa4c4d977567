import { randomBytes } from 'node:crypto';
import { Accounts } from './accounts.ts';
import { OAuthApps } from './apps.ts';
import type { AuthorizationServer, AuthorizationServerOptions } from './authorization-server.ts';
import { authorizeAs } from './authorize-as.ts';
import type { Core } from './core.ts';
import { Grants } from './grants.ts';
import { accountRoutes } from './routes/account.ts';
import { authorizeRoutes } from './routes/authorize.ts';
import { loginRoutes } from './routes/login.ts';
import { oauthAppRoutes } from './routes/oauth-apps.ts';
import { tokenRoutes } from './routes/token.ts';
import { userInfoRoutes } from './routes/userinfo.ts';
import { notFound, startServer } from './server.ts';
import { Sessions } from './sessions.ts';
import { DEFAULT_SETTINGS, type PlatformSettings } from './settings.ts';
import { shaped } from './shapes.ts';

export type { Account } from './accounts.ts';
export type { OAuthApp } from './apps.ts';
export type { Endpoint, Fault } from './faults.ts';
export type { RecordedRequest } from './request-log.ts';

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
  const { now = Date.now } = options;
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const accounts = new Accounts(now);
  const apps = new OAuthApps(now);
  const grants = new Grants(settings, now);
  const core: Core = {
    url: '',
    developerToken: options.developerToken ?? `developer_${randomBytes(16).toString('hex')}`,
    settings,
    accounts,
    apps,
    grants,
    sessions: new Sessions(),
    requests: new Map(),
    redirectError: null,
  };
  accounts.add({ username: 'demo', quota: 1_000_000, usedQuota: 250_000 });
  const routes = {
    ...oauthAppRoutes(core),
    ...authorizeRoutes(core),
    ...tokenRoutes(core),
    ...userInfoRoutes(core, (token) => grants.check(token)),
    ...loginRoutes(core),
    ...accountRoutes(core),
  };
  const server = await startServer({
    ...options,
    now,
    routes: shaped(routes, settings),
    fallback: notFound,
  });
  core.url = server.url;
  return {
    ...server,
    developerToken: core.developerToken,
    settings,
    users: accounts,
    issued: { ...grants.issued, clientSecrets: apps.clientSecrets },
    registerApp: (input) => apps.register(input),
    redirectError: (error) => {
      core.redirectError = error;
    },
    revoke: (username) => grants.revoke(username),
    expireAccessTokens: (username) => grants.expireAccessTokens(username),
    logIn: (username) => core.sessions.start(accounts.get(username).username),
    authorizeAs: (username, authorizationUrl) =>
      authorizeAs(core, accounts.get(username).username, new URL(authorizationUrl)),
  };
}
