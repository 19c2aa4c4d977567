import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import Provider, { type AdapterPayload, type Configuration } from 'oidc-provider';
import type { Accounts } from '../fake-platform/accounts.ts';
import type { OAuthApp } from '../fake-platform/apps.ts';
import type { PlatformSettings } from '../fake-platform/settings.ts';
import { listen } from '../ports/listen.ts';
import type { Records } from './records.ts';

const HOUR = 3_600;
const YEARS = 10 * 365 * 24 * HOUR;

export interface ProviderOptions {
  /** The origin that clients use. */
  issuer: string;
  settings: PlatformSettings;
  accounts: Accounts;
  records: Records;
}

export interface RunningProvider {
  provider: Provider;
  /** The address it listens on. */
  url: string;
  close(): Promise<void>;
}

/** The client metadata (RFC 7591 section 2) of an application. */
export function toClient({ clientId, clientSecret, name, redirectUri }: OAuthApp): AdapterPayload {
  return {
    client_id: clientId,
    client_secret: clientSecret,
    client_name: name,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_post',
  };
}

/** Starts node-oidc-provider with the platform's paths on its own port. */
export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  const provider = new Provider(options.issuer, configurationOf(options));
  const server = createServer(provider.callback());
  // Closing an idle connection while a request arrives would be an unplanned fault.
  server.keepAliveTimeout = 0;
  const { port, close } = await listen(server);
  return { provider, url: `http://127.0.0.1:${port}`, close };
}

function configurationOf({ settings, accounts, records }: ProviderOptions): Configuration {
  const signingKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return {
    adapter: records.adapterFor,
    routes: { authorization: '/api/oauth2/authorize', token: '/api/oauth2/token' },
    scopes: ['profile', 'balance'],
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_post'],
    rotateRefreshToken: settings.rotateRefreshTokens,
    issueRefreshToken: () => true,
    expiresWithSession: () => false,
    clockTolerance: 0,
    ttl: {
      AccessToken: settings.accessTokenLifetime,
      AuthorizationCode: settings.codeLifetime,
      RefreshToken: settings.refreshTokenLifetime,
      Grant: YEARS,
      Interaction: HOUR,
      Session: HOUR,
    },
    findAccount: (_context, username) => {
      accounts.get(username);
      return { accountId: username, claims: () => ({ sub: username }) };
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: [signingKey.export({ format: 'jwk' })] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    renderError: (context, error) => {
      context.body = error;
    },
  };
}
