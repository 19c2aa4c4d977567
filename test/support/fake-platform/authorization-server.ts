import type { Accounts } from './accounts.ts';
import type { NewApp, OAuthApp } from './apps.ts';
import type { RequestControls } from './request-controls.ts';
import type { PlatformSettings } from './settings.ts';

export interface AuthorizationServerOptions {
  /** The platform's clock, in milliseconds. */
  now?: () => number;
  settings?: Partial<
    Pick<
      PlatformSettings,
      'rotateRefreshTokens' | 'accessTokenLifetime' | 'refreshTokenLifetime' | 'codeLifetime'
    >
  >;
}

/** The part of a platform that tests of tokens use: its OAuth endpoints and the account behind a token. */
export interface AuthorizationServer extends RequestControls {
  readonly url: string;
  readonly users: Accounts;
  /** Every issued secret, in order. */
  readonly issued: {
    readonly codes: readonly string[];
    readonly accessTokens: readonly string[];
    readonly refreshTokens: readonly string[];
    readonly clientSecrets: readonly string[];
  };
  registerApp(input: NewApp): OAuthApp;
  /** Revokes the grants of this user with their tokens. */
  revoke(username: string): void;
  expireAccessTokens(username?: string): void;
  /** Completes an authorization as this user. Returns the address of the redirect. */
  authorizeAs(username: string, authorizationUrl: string | URL): Promise<string>;
  close(): Promise<void>;
}

export type StartAuthorizationServer = (
  options?: AuthorizationServerOptions,
) => Promise<AuthorizationServer>;
