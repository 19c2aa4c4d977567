import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { OAuthApp } from './apps.ts';
import type { AuthorizationServer } from './authorization-server.ts';

export interface TokenReply {
  access_token: string;
  token_type: string;
  expires_in: number;
  refresh_token?: string;
  scope: string;
}

export const VERIFIER = 'v'.repeat(43);
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

/** An OAuth client as plain as can be, and a browser without pages. */
export class PlatformClient {
  readonly platform: AuthorizationServer;
  readonly app: Pick<OAuthApp, 'clientId' | 'clientSecret' | 'redirectUri'>;

  /** @param app a new one by default */
  constructor(
    platform: AuthorizationServer,
    app: PlatformClient['app'] = platform.registerApp({
      name: 'Companion',
      redirectUri: 'http://127.0.0.1:9/oauth/callback',
    }),
  ) {
    this.platform = platform;
    this.app = app;
  }

  /** A null leaves that parameter out. */
  authorizationUrl(changes: Record<string, string | null> = {}): URL {
    const url = new URL('/api/oauth2/authorize', this.platform.url);
    const parameters = {
      client_id: this.app.clientId,
      redirect_uri: this.app.redirectUri,
      response_type: 'code',
      scope: 'profile balance',
      state: 'state-1',
      auto_authorize: 'true',
      ...changes,
    };
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== null) url.searchParams.set(name, value);
    }
    return url;
  }

  /** The parameters that the browser brings back to the client. */
  async callback(changes: Record<string, string | null> = {}): Promise<Record<string, string>> {
    const location = await this.platform.authorizeAs('demo', this.authorizationUrl(changes));
    return Object.fromEntries(new URL(location).searchParams);
  }

  async code(changes: Record<string, string | null> = {}): Promise<string> {
    const { code } = await this.callback(changes);
    if (code === undefined) throw new Error('no code came back');
    return code;
  }

  postToken(form: Record<string, string>, headers: Record<string, string> = {}) {
    return fetch(new URL('/api/oauth2/token', this.platform.url), {
      method: 'POST',
      headers,
      body: new URLSearchParams(form),
    });
  }

  exchange(code: string, changes: Record<string, string> = {}): Promise<Response> {
    return this.postToken({
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.app.redirectUri,
      client_id: this.app.clientId,
      client_secret: this.app.clientSecret,
      ...changes,
    });
  }

  refresh(refreshToken: string | undefined, changes: Record<string, string> = {}) {
    return this.postToken({
      grant_type: 'refresh_token',
      refresh_token: refreshToken ?? '',
      client_id: this.app.clientId,
      client_secret: this.app.clientSecret,
      ...changes,
    });
  }

  async tokens(changes: Record<string, string | null> = {}): Promise<TokenReply> {
    const response = await this.exchange(await this.code(changes));
    return (await response.json()) as TokenReply;
  }

  read(endpoint: 'userinfo' | 'topup', accessToken: string): Promise<Response> {
    return fetch(new URL(`/api/oauth2/${endpoint}`, this.platform.url), {
      headers: { authorization: `Bearer ${accessToken}` },
    });
  }

  page(path: string, cookie = ''): Promise<Response> {
    return fetch(new URL(path, this.platform.url), {
      headers: { cookie },
      redirect: 'manual',
    });
  }

  submit(path: string, form: Record<string, string>, cookie = ''): Promise<Response> {
    return fetch(new URL(path, this.platform.url), {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
  }
}

/** Expects a refusal with this status and this error code. */
export async function expectError(
  refusal: Response | Promise<Response>,
  status: number,
  error: string,
): Promise<void> {
  const response = await refusal;
  expect(await response.json()).toEqual({ error, error_description: expect.any(String) });
  expect(response.status).toBe(status);
}

/** What a redirect says, as an object beside its address. */
export function redirected(response: Response, base: string) {
  const url = new URL(response.headers.get('location') ?? 'missing:', base);
  return { to: url.origin + url.pathname, query: Object.fromEntries(url.searchParams) };
}
