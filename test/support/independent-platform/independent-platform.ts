import type Provider from 'oidc-provider';
import { Accounts } from '../fake-platform/accounts.ts';
import { OAuthApps } from '../fake-platform/apps.ts';
import type {
  AuthorizationServer,
  AuthorizationServerOptions,
} from '../fake-platform/authorization-server.ts';
import { ENDPOINTS } from '../fake-platform/faults.ts';
import { type Authority, userInfoRoutes } from '../fake-platform/routes/userinfo.ts';
import { startServer } from '../fake-platform/server.ts';
import { DEFAULT_SETTINGS } from '../fake-platform/settings.ts';
import { authorizeAs } from './authorize-as.ts';
import { forwardTo, oneAtATime } from './forward.ts';
import { type RunningProvider, startProvider, toClient } from './provider.ts';
import { Records } from './records.ts';

/**
 * A platform with an independent authorization server: node-oidc-provider issues and checks every code
 * and token, behind the paths, the request log and the faults of the fake platform.
 */
export async function startIndependentPlatform(
  options: AuthorizationServerOptions = {},
): Promise<AuthorizationServer> {
  const { now = Date.now } = options;
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const accounts = new Accounts(now);
  accounts.add({ username: 'demo', quota: 1_000_000, usedQuota: 250_000 });
  const apps = new OAuthApps(now);
  const records = new Records((clientId) => {
    const app = apps.find(clientId);
    return app ? toClient(app) : undefined;
  }, now);

  const about = { url: '', accounts };
  let running: RunningProvider;
  const forward = forwardTo(() => running.url);
  const front = await startServer({
    now,
    routes: {
      ...userInfoRoutes(about, (token) => authorityOf(running.provider, token)),
      [ENDPOINTS.token]: oneAtATime(forward),
    },
    fallback: forward,
  });
  about.url = front.url;
  running = await startProvider({ issuer: front.url, settings, accounts, records });
  const { provider } = running;
  return {
    ...front,
    users: accounts,
    issued: { ...issuedBy(provider), clientSecrets: apps.clientSecrets },
    registerApp: (input) => apps.register(input),
    revoke: (username) => records.endGrants(username),
    expireAccessTokens: (username) => records.expireAccessTokens(username),
    authorizeAs: (username, authorizationUrl) =>
      authorizeAs(provider, accounts.get(username).username, new URL(authorizationUrl)),
    async close() {
      await front.close();
      await running.close();
    },
  };
}

/** The authority of a valid access token with a live grant. */
async function authorityOf(provider: Provider, accessToken: string): Promise<Authority | null> {
  const token = await provider.AccessToken.find(accessToken);
  if (!token || token.isExpired || !(await provider.Grant.find(token.grantId ?? ''))) return null;
  return { username: token.accountId, scope: [...token.scopes] };
}

/** Collects the codes and tokens that the provider issues, in order. */
function issuedBy(provider: Provider) {
  const codes: string[] = [];
  const accessTokens: string[] = [];
  const refreshTokens: string[] = [];
  const add = (to: string[], value: unknown) => {
    if (typeof value === 'string' && !to.includes(value)) to.push(value);
  };
  provider.on('authorization.success', (_context, redirect) => add(codes, redirect?.code));
  provider.on('grant.success', (context) => {
    const reply = context.body as Record<string, unknown>;
    add(accessTokens, reply.access_token);
    add(refreshTokens, reply.refresh_token);
  });
  return { codes, accessTokens, refreshTokens };
}
