import * as oauth from 'oauth4webapi';
import { isLoopback } from '../../shared/loopback.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { type AnswerHead, faultOfTokenCall } from './classify.ts';
import { PlatformFault } from './faults.ts';
import type { PlatformCalls } from './platform-calls.ts';
import type { PlatformHttp } from './platform-http.ts';

const AUTHORIZE_PATH = '/api/oauth2/authorize';
const TOKEN_PATH = '/api/oauth2/token';

/** Seconds that an access token lives where the platform does not say (guide, question 2: two hours). */
const DEFAULT_LIFETIME = 7200;
/** Seconds beyond which `expires_in` is not believed; the guide's refresh tokens live this long. */
const LONGEST_LIFETIME = 30 * 86_400;

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

  /** Where the browser goes to sign in (guide, step 2); `auto_authorize` spares the consent page. */
  async authorizationUrl({ state, codeVerifier }: LoginSecrets): Promise<URL> {
    const { clientId, redirectUri, scope, pkce, platformUrl } = this.#options;
    const url = new URL(AUTHORIZE_PATH, platformUrl);
    url.search = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope,
      state,
      auto_authorize: 'true',
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
    let answered: AnswerHead | undefined;
    const options: oauth.TokenEndpointRequestOptions = {
      [oauth.allowInsecureRequests]: isLoopback(new URL(platformUrl).hostname),
      [oauth.customFetch]: async (url, init) => {
        const answer = await http.call({
          method: 'POST',
          path: new URL(url).pathname,
          headers: init.headers,
          body: String(init.body),
        });
        answered = { status: answer.status, retryAfter: answer.headers['retry-after'] };
        const bodyless = [101, 103, 204, 205, 304].includes(answer.status) || answer.status < 200;
        if (bodyless) throw new PlatformFault('unreadable', `status ${answer.status}`);
        const body = answer.status === 200 ? knownMembers(answer.body) : answer.body;
        return new Response(body, { status: answer.status, headers: answer.headers });
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
  if (!isSendable(reply.access_token)) throw new PlatformFault('unreadable', 'unusable token');
  const lifetime = Math.min(Math.max(0, reply.expires_in ?? DEFAULT_LIFETIME), LONGEST_LIFETIME);
  return {
    accessToken: reply.access_token,
    accessTokenExpiresAt: now + lifetime * 1000,
    ...(reply.refresh_token !== undefined && { refreshToken: reply.refresh_token }),
  };
}

const KNOWN_MEMBERS = ['access_token', 'token_type', 'expires_in', 'refresh_token'];

/**
 * A token reply without the members that we have no use for (RFC 6749 section 5.1 has clients ignore
 * them), which the library would check: an ID token that nobody asked for must not end a sign-in.
 * A member that is null counts as absent.
 */
function knownMembers(body: string): string {
  let reply: unknown;
  try {
    reply = JSON.parse(body);
  } catch {
    return body;
  }
  if (typeof reply !== 'object' || reply === null || Array.isArray(reply)) return body;
  const known = Object.entries(reply).filter(
    ([name, value]) => KNOWN_MEMBERS.includes(name) && value !== null,
  );
  return JSON.stringify(Object.fromEntries(known));
}

/** Whether a token can stand in an `Authorization` header (RFC 6750 section 2.1, read generously). */
function isSendable(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token);
}
