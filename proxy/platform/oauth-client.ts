import * as oauth from 'oauth4webapi';
import { isLoopback } from '../../shared/loopback.ts';
import type { CredentialsEvidence } from './credentials-evidence.ts';
import { unusableResponseError } from './errors/classify.ts';
import { PlatformError, type PlatformErrorKind } from './errors/platform-error.ts';
import { acceptResponse } from './errors/response-table.ts';
import type { PlatformRequests } from './platform-requests.ts';
import type { PlatformResponse } from './response-reader.ts';
import { type ReadTokens, readTokens } from './token-fields.ts';
import type { Tokens } from './tokens.ts';
import type { PlatformRequest, PlatformTransport } from './transport.ts';

const AUTHORIZE_PATH = '/api/oauth2/authorize';
const TOKEN_PATH = '/api/oauth2/token';

/** Seconds that an access token lives where the platform does not say (guide, question 2: two hours). */
const DEFAULT_LIFETIME = 7200;

export interface OAuthClientOptions {
  platformUrl: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  scope: string;
  pkce: boolean;
  http: Pick<PlatformTransport, 'send'>;
  calls: PlatformRequests;
  now: () => number;
  /** Hears of each response that says something about our client id and secret. */
  credentials: CredentialsEvidence;
}

/** What ties a callback to the sign-in that it answers. */
export interface LoginSecrets {
  state: string;
  /** RFC 7636 section 4.1; unused where PKCE is off. */
  codeVerifier: string;
}

/** The OAuth half of the platform: authorization code grant and refresh, `client_secret_post` (guide, section 2). */
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

  /** Whether the platform refuses our client id and secret. */
  get credentialsRefused(): boolean {
    return this.#options.credentials.areRefused;
  }

  /**
   * The authorization request that the browser is redirected to (guide, step 2). With `consent` the
   * platform shows its consent page, where the user can switch accounts; without it,
   * `auto_authorize` skips that page.
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
   * @param parameters the callback's query; `state` and, where present, `iss` (RFC 9207) are checked again.
   * @param address where the callback came from
   * @throws {PlatformError}
   */
  async exchange(
    parameters: URLSearchParams,
    secrets: LoginSecrets,
    address: string,
  ): Promise<Tokens> {
    const { redirectUri, pkce, calls } = this.#options;
    const grant: Grant = async (options) => {
      const checked = oauth.validateAuthResponse(
        this.#server,
        this.#client,
        parameters,
        secrets.state,
      );
      const response = await oauth.authorizationCodeGrantRequest(
        this.#server,
        this.#client,
        this.#authentication,
        checked,
        redirectUri,
        pkce ? secrets.codeVerifier : oauth.nopkce,
        options,
      );
      return oauth.processAuthorizationCodeResponse(this.#server, this.#client, response);
    };
    return calls.inTurn({ kind: 'sign-in', key: address }, () =>
      calls.forNobody('code_exchange', () => this.#requestTokens(grant, 'sign-in')),
    );
  }

  /**
   * Fresh tokens for a refresh token. A reply without a new refresh token keeps the old one
   * (RFC 6749 section 6).
   * @param session the session's key
   * @throws {PlatformError} `grant_ended` for a well-formed `invalid_grant` alone.
   */
  async refresh(refreshToken: string, session: string): Promise<Tokens> {
    const grant = this.#refreshGrant(refreshToken);
    try {
      const tokens = await this.#options.calls.forSession('refresh', session, () =>
        this.#requestTokens(grant),
      );
      return { refreshToken, ...tokens };
    } catch (error) {
      if (kindOf(error) === 'unauthorized') this.#options.credentials.unauthorized(session);
      throw error;
    }
  }

  /**
   * Finds out whether the platform accepts our credentials by now, with a made-up refresh token: it
   * authenticates the client before it looks at anything else (RFC 6749 section 5.2). Any other refusal than
   * one of the credentials says that it does. Never rejects.
   */
  async checkCredentials(): Promise<void> {
    const { calls, credentials } = this.#options;
    const grant = this.#refreshGrant('no-such-refresh-token');
    const call = calls.forNobody('credentials_check', () => this.#requestTokens(grant));
    const kind = await call.then(() => undefined, kindOf);
    if (kind === 'refused') credentials.accepted();
    if (kind === 'unauthorized') credentials.unauthorizedCheck();
  }

  #refreshGrant(refreshToken: string): Grant {
    return async (options) => {
      const response = await oauth.refreshTokenGrantRequest(
        this.#server,
        this.#client,
        this.#authentication,
        refreshToken,
        options,
      );
      return oauth.processRefreshTokenResponse(this.#server, this.#client, response);
    };
  }

  async #requestTokens(grant: Grant, pool?: PlatformRequest['pool']): Promise<Tokens> {
    const { credentials } = this.#options;
    try {
      const tokens = await this.#requestTokensNow(grant, pool);
      credentials.accepted();
      return tokens;
    } catch (error) {
      const kind = kindOf(error);
      if (kind === 'credentials_refused') credentials.refused();
      if (kind === 'grant_ended') credentials.accepted();
      throw error;
    }
  }

  async #requestTokensNow(grant: Grant, pool: PlatformRequest['pool']): Promise<Tokens> {
    const { now, platformUrl, http } = this.#options;
    let hasResponse = false;
    const options: oauth.TokenEndpointRequestOptions = {
      [oauth.allowInsecureRequests]: isLoopback(new URL(platformUrl).hostname),
      [oauth.customFetch]: async (url, init) => {
        const answer = await http.send({
          method: 'POST',
          path: new URL(url).pathname,
          headers: init.headers,
          body: String(init.body),
          pool,
        });
        hasResponse = true;
        // Read here: the library turns a 401 with a challenge into an error without looking at its body.
        return Response.json(knownTokens(answer, now()));
      },
    };
    try {
      return toTokens(await grant(options), now());
    } catch (error) {
      if (error instanceof PlatformError) throw error;
      const detail = hasResponse ? 'not a token reply' : 'callback refused by the OAuth library';
      throw new PlatformError('unreadable', detail);
    }
  }
}

function kindOf(error: unknown): PlatformErrorKind | undefined {
  return error instanceof PlatformError ? error.kind : undefined;
}

type Grant = (options: oauth.TokenEndpointRequestOptions) => Promise<oauth.TokenEndpointResponse>;

function toTokens(reply: oauth.TokenEndpointResponse, now: number): Tokens {
  const lifetime = reply.expires_in ?? DEFAULT_LIFETIME;
  return {
    accessToken: reply.access_token,
    accessTokenExpiresAt: now + lifetime * 1000,
    ...(reply.refresh_token !== undefined && { refreshToken: reply.refresh_token }),
  };
}

/** The tokens of a successful response, in the form that the OAuth library takes. */
function knownTokens(answer: PlatformResponse, now: number): ReadTokens {
  const tokens = readTokens(acceptResponse('token', answer, 'access_token', now));
  if ('reason' in tokens) throw unusableResponseError(answer, tokens);
  return tokens;
}
