import * as oauth from 'oauth4webapi';
import { isLoopback } from '../../shared/loopback.ts';
import type { Tokens } from '../tokens/tokens.ts';
import type { PlatformAnswer } from './answer-reader.ts';
import { faultOfBody, faultOfStatus, faultOfTokenCall, refusalOf } from './classify.ts';
import { PlatformFault } from './faults.ts';
import type { PlatformCalls } from './platform-calls.ts';
import type { PlatformHttp } from './platform-http.ts';
import { readPayload } from './response-body.ts';
import { type ReadTokens, readTokens } from './token-fields.ts';

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
  http: PlatformHttp;
  calls: PlatformCalls;
  now: () => number;
  /** Told whether the platform has just refused our client id and secret, or accepted them. */
  onCredentials: (refused: boolean) => void;
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
  #credentialsRefused = false;

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

  /** Whether the platform's last word on our client id and secret was no. */
  get credentialsRefused(): boolean {
    return this.#credentialsRefused;
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
   * @throws {PlatformFault}
   */
  async exchange(parameters: URLSearchParams, secrets: LoginSecrets): Promise<Tokens> {
    const { redirectUri, pkce } = this.#options;
    return this.#requestTokens(async (options) => {
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
    });
  }

  /**
   * Fresh tokens for a refresh token. A reply without a new refresh token keeps the old one
   * (RFC 6749 section 6).
   * @throws {PlatformFault} `grant_ended` for a well-formed `invalid_grant` alone.
   */
  async refresh(refreshToken: string): Promise<Tokens> {
    const tokens = await this.#requestTokens(async (options) => {
      const response = await oauth.refreshTokenGrantRequest(
        this.#server,
        this.#client,
        this.#authentication,
        refreshToken,
        options,
      );
      return oauth.processRefreshTokenResponse(this.#server, this.#client, response);
    });
    return { refreshToken, ...tokens };
  }

  /**
   * Asks whether the platform accepts our credentials by now, with a refresh token that nobody has: it
   * authenticates the client before it looks at anything else (RFC 6749 section 5.2).
   */
  async checkCredentials(): Promise<void> {
    await this.refresh('no-such-refresh-token').catch(() => {});
  }

  async #requestTokens(grant: Grant): Promise<Tokens> {
    try {
      const tokens = await this.#options.calls.run('token', () => this.#requestTokensNow(grant));
      this.#heard(false);
      return tokens;
    } catch (error) {
      if (error instanceof PlatformFault && !error.spared) {
        if (error.kind === 'credentials_refused') this.#heard(true);
        if (error.kind === 'grant_ended') this.#heard(false);
      }
      throw error;
    }
  }

  #heard(refused: boolean): void {
    this.#credentialsRefused = refused;
    this.#options.onCredentials(refused);
  }

  async #requestTokensNow(grant: Grant): Promise<Tokens> {
    const { now, platformUrl, http } = this.#options;
    let answered: PlatformAnswer | undefined;
    const options: oauth.TokenEndpointRequestOptions = {
      [oauth.allowInsecureRequests]: isLoopback(new URL(platformUrl).hostname),
      [oauth.customFetch]: async (url, init) => {
        const answer = await http.call({
          method: 'POST',
          path: new URL(url).pathname,
          headers: init.headers,
          body: String(init.body),
        });
        answered = answer;
        const bodyless = [101, 103, 204, 205, 304].includes(answer.status) || answer.status < 200;
        if (bodyless) throw faultOfStatus(answer, now());
        if (answer.status !== 200 && answer.status !== 201) {
          return new Response(answer.body, { status: answer.status, headers: answer.headers });
        }
        return Response.json(knownTokens(answer));
      },
    };
    try {
      return toTokens(await grant(options), now());
    } catch (error) {
      throw faultOfTokenCall(error, answered, now());
    }
  }
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
function knownTokens(answer: PlatformAnswer): ReadTokens {
  const { members, refused } = readPayload(answer, 'access_token');
  if (refused) throw refusalOf(answer, 'unreadable');
  const tokens = readTokens(members);
  if ('reason' in tokens) throw faultOfBody(answer, tokens);
  return tokens;
}
