import * as oauth from 'oauth4webapi';
import { isLoopback } from '../../shared/loopback.ts';
import type { PlatformEndpoint } from '../observability/observer.ts';
import type { Admission } from './admission/admission.ts';
import type { CredentialsStatus } from './credentials-status.ts';
import { PlatformError, type PlatformErrorKind } from './errors/platform-error.ts';
import type { PlatformClient } from './platform-client.ts';
import { readPayload } from './responses/payload.ts';
import { readTokenFields } from './responses/token-fields.ts';
import type { Tokens } from './tokens.ts';

const AUTHORIZE_PATH = '/api/oauth2/authorize';
const TOKEN_PATH = '/api/oauth2/token';

/** The lifetime of an access token without `expires_in` (guide, question 2: two hours). */
const DEFAULT_LIFETIME_SECONDS = 7200;

export interface OAuthClientOptions {
  platformUrl: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  scope: string;
  pkce: boolean;
  client: PlatformClient;
  admission: Admission;
  /** Unix milliseconds. */
  now: () => number;
  credentials: CredentialsStatus;
}

/** What connects a callback with the start of its sign-in. */
export interface LoginSecrets {
  state: string;
  /** RFC 7636 section 4.1; unused without PKCE. */
  codeVerifier: string;
}

type TokenEndpoint = Extract<PlatformEndpoint, 'code_exchange' | 'refresh' | 'credentials_check'>;
type Grant = (options: oauth.TokenEndpointRequestOptions) => Promise<oauth.TokenEndpointResponse>;

/** Authorization code grant and refresh with `client_secret_post` (guide, section 2). */
export class OAuthClient {
  readonly #options: OAuthClientOptions;
  readonly #server: oauth.AuthorizationServer;
  readonly #client: oauth.Client;
  readonly #authentication: oauth.ClientAuth;

  constructor(options: OAuthClientOptions) {
    const { platformUrl, clientId, clientSecret } = options;
    this.#options = options;
    this.#server = {
      issuer: platformUrl,
      authorization_endpoint: `${platformUrl}${AUTHORIZE_PATH}`,
      token_endpoint: `${platformUrl}${TOKEN_PATH}`,
    };
    this.#client = { client_id: clientId };
    this.#authentication = oauth.ClientSecretPost(clientSecret);
  }

  /** Whether the platform refuses the client id and secret. */
  get credentialsRefused(): boolean {
    return this.#options.credentials.areRefused;
  }

  /**
   * The URL of the authorization request (guide, step 2).
   * @param consent whether the platform shows its consent page, where the user can switch accounts;
   * `auto_authorize` skips it
   */
  async authorizationUrl({ state, codeVerifier }: LoginSecrets, consent: boolean): Promise<URL> {
    const { clientId, redirectUri, scope, pkce, platformUrl } = this.#options;
    const url = new URL(AUTHORIZE_PATH, platformUrl);
    url.search = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope,
      state,
      ...(!consent && { auto_authorize: 'true' }),
      ...(pkce && {
        code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      }),
    }).toString();
    return url;
  }

  /**
   * Exchanges the code of a callback, once (RFC 6749 section 4.1.3).
   * @param parameters the query of the callback; its `state` and `iss` (RFC 9207) are checked
   * @param address the address that sent the callback
   * @throws {PlatformError}
   */
  async exchange(
    parameters: URLSearchParams,
    secrets: LoginSecrets,
    address: string,
  ): Promise<Tokens> {
    const { redirectUri, pkce, admission } = this.#options;
    const [server, client] = [this.#server, this.#client];
    return admission.run('code_exchange', address, () =>
      this.#requestTokens('code_exchange', address, async (options) => {
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          this.#authentication,
          oauth.validateAuthResponse(server, client, parameters, secrets.state),
          redirectUri,
          pkce ? secrets.codeVerifier : oauth.nopkce,
          options,
        );
        return oauth.processAuthorizationCodeResponse(server, client, response);
      }),
    );
  }

  /**
   * Exchanges a refresh token for new tokens; must run within {@link Admission.run}. A response without a new
   * refresh token keeps the old one (RFC 6749 section 6).
   * @throws {PlatformError} `grant_ended` only for a well-formed `invalid_grant`
   */
  async refresh(refreshToken: string, caller: string): Promise<Tokens> {
    try {
      const grant = this.#refreshGrant(refreshToken);
      return { refreshToken, ...(await this.#requestTokens('refresh', caller, grant)) };
    } catch (error) {
      if (kindOf(error) === 'unauthorized') this.#options.credentials.unauthorized(caller);
      throw error;
    }
  }

  /**
   * Checks with a made-up refresh token whether the platform accepts the client id and secret: it authenticates
   * the client first (RFC 6749 section 5.2), so that every refusal of something else shows that it does. Never
   * rejects.
   */
  async checkCredentials(): Promise<void> {
    const { credentials } = this.#options;
    const grant = this.#refreshGrant('no-such-refresh-token');
    const request = this.#requestTokens('credentials_check', 'check', grant);
    const kind = await request.then(() => undefined, kindOf);
    if (kind === 'refused') credentials.accepted();
    if (kind === 'unauthorized') credentials.unauthorizedCheck();
  }

  #refreshGrant(refreshToken: string): Grant {
    const [server, client] = [this.#server, this.#client];
    return async (options) => {
      const response = await oauth.refreshTokenGrantRequest(
        server,
        client,
        this.#authentication,
        refreshToken,
        options,
      );
      return oauth.processRefreshTokenResponse(server, client, response);
    };
  }

  async #requestTokens(endpoint: TokenEndpoint, caller: string, grant: Grant): Promise<Tokens> {
    const { credentials, now } = this.#options;
    try {
      const tokens = toTokens(await grant(this.#requestOptions(endpoint, caller)), now());
      credentials.accepted();
      return tokens;
    } catch (error) {
      const kind = kindOf(error);
      if (kind === 'credentials_refused') credentials.refused();
      if (kind === 'grant_ended') credentials.accepted();
      if (kind !== undefined) throw error;
      throw new PlatformError('unreadable', 'callback refused by the OAuth library');
    }
  }

  /** Options with which the OAuth library sends its request through the platform client. */
  #requestOptions(endpoint: TokenEndpoint, caller: string): oauth.TokenEndpointRequestOptions {
    const { now, platformUrl, client } = this.#options;
    return {
      [oauth.allowInsecureRequests]: isLoopback(new URL(platformUrl).hostname),
      [oauth.customFetch]: async (url, init) => {
        const fields = await client.send(endpoint, caller, {
          method: 'POST',
          path: new URL(url).pathname,
          headers: init.headers,
          body: String(init.body),
          isAnonymous: endpoint === 'code_exchange',
          // Read here, because the library turns a 401 with a challenge into an error without reading its body.
          read: (response) =>
            readTokenFields(readPayload('token', response, 'access_token', now())),
        });
        return Response.json(fields);
      },
    };
  }
}

function kindOf(error: unknown): PlatformErrorKind | undefined {
  return error instanceof PlatformError ? error.kind : undefined;
}

function toTokens(response: oauth.TokenEndpointResponse, now: number): Tokens {
  const lifetimeSeconds = response.expires_in ?? DEFAULT_LIFETIME_SECONDS;
  return {
    accessToken: response.access_token,
    accessTokenExpiresAt: now + lifetimeSeconds * 1000,
    ...(response.refresh_token !== undefined && { refreshToken: response.refresh_token }),
  };
}
