import { randomBytes } from 'node:crypto';
import { OAuthError } from './oauth-error.ts';
import { verifyChallenge } from './pkce.ts';
import type { PlatformSettings } from './settings.ts';

/** One authorization of an application by a user. Revoking it revokes its tokens. */
export interface Grant {
  username: string;
  clientId: string;
  scope: readonly string[];
  revoked: boolean;
}

interface Code {
  grant: Grant;
  redirectUri: string;
  challenge: string | null;
  expiresAt: number;
  used: boolean;
}

interface Token {
  grant: Grant;
  expiresAt: number;
}

interface RefreshToken extends Token {
  rotated: boolean;
}

export interface TokenSet {
  accessToken: string;
  expiresIn: number;
  refreshToken: string | null;
  scope: readonly string[];
}

export interface NewCode {
  username: string;
  clientId: string;
  redirectUri: string;
  scope: readonly string[];
  challenge: string | null;
}

export class Grants {
  readonly issued = {
    codes: [] as string[],
    accessTokens: [] as string[],
    refreshTokens: [] as string[],
  };
  #grants: Grant[] = [];
  #codes = new Map<string, Code>();
  #accessTokens = new Map<string, Token>();
  #refreshTokens = new Map<string, RefreshToken>();
  #settings: PlatformSettings;
  #now: () => number;

  constructor(settings: PlatformSettings, now: () => number) {
    this.#settings = settings;
    this.#now = now;
  }

  issueCode({ username, clientId, redirectUri, scope, challenge }: NewCode): string {
    const grant: Grant = { username, clientId, scope, revoked: false };
    const code = `code_${randomBytes(24).toString('base64url')}`;
    const expiresAt = this.#after(this.#settings.codeLifetime);
    this.#codes.set(code, { grant, redirectUri, challenge, expiresAt, used: false });
    this.issued.codes.push(code);
    return code;
  }

  redeemCode(text: string, clientId: string, redirectUri: string, verifier: string | null) {
    const code = this.#codes.get(text);
    if (code?.grant.clientId !== clientId) throw invalidGrant('the code is not known');
    if (code.used) {
      code.grant.revoked = true;
      throw invalidGrant('the code was used before');
    }
    if (code.expiresAt <= this.#now()) throw invalidGrant('the code has expired');
    if (code.redirectUri !== redirectUri) throw invalidGrant('redirect_uri does not match');
    verifyChallenge(this.#settings.pkce, code.challenge, verifier);
    code.used = true;
    this.#grants.push(code.grant);
    return this.#issueTokens(code.grant, true);
  }

  refresh(text: string, clientId: string): TokenSet {
    const token = this.#refreshTokens.get(text);
    if (token?.grant.clientId !== clientId) throw invalidGrant('the refresh token is not known');
    if (token.rotated) {
      token.grant.revoked = true;
      throw invalidGrant('the refresh token was used before');
    }
    if (token.grant.revoked) throw invalidGrant('the authorization was revoked');
    if (token.expiresAt <= this.#now()) throw invalidGrant('the refresh token has expired');
    token.rotated = this.#settings.rotateRefreshTokens;
    return this.#issueTokens(token.grant, token.rotated);
  }

  /** The grant of an access token, or null if the token is unknown, expired or revoked. */
  check(text: string): Grant | null {
    const token = this.#accessTokens.get(text);
    if (!token || token.grant.revoked || token.expiresAt <= this.#now()) return null;
    return token.grant;
  }

  revoke(username: string): void {
    for (const grant of this.#grants) {
      if (grant.username === username) grant.revoked = true;
    }
  }

  expireAccessTokens(username?: string): void {
    for (const token of this.#accessTokens.values()) {
      if (username === undefined || token.grant.username === username) token.expiresAt = 0;
    }
  }

  #issueTokens(grant: Grant, withRefreshToken: boolean): TokenSet {
    const expiresIn = this.#settings.accessTokenLifetime;
    const accessToken = `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${randomBytes(96).toString('base64url')}`;
    this.#accessTokens.set(accessToken, { grant, expiresAt: this.#after(expiresIn) });
    this.issued.accessTokens.push(accessToken);
    const refreshToken = withRefreshToken ? this.#issueRefreshToken(grant) : null;
    return { accessToken, expiresIn, refreshToken, scope: grant.scope };
  }

  #issueRefreshToken(grant: Grant): string {
    const refreshToken = `refresh_${randomBytes(32).toString('hex')}`;
    const expiresAt = this.#after(this.#settings.refreshTokenLifetime);
    this.#refreshTokens.set(refreshToken, { grant, expiresAt, rotated: false });
    this.issued.refreshTokens.push(refreshToken);
    return refreshToken;
  }

  #after(seconds: number): number {
    return this.#now() + seconds * 1_000;
  }
}

function invalidGrant(description: string): OAuthError {
  return new OAuthError('invalid_grant', description);
}
