import type { Accounts, NewAccount } from './accounts.ts';
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
  /** Besides `demo`. */
  seedUsers?: readonly NewAccount[];
}

/**
 * What tests of tokens ask of a platform: its OAuth endpoints and the account behind a token,
 * whichever authorization server answers there.
 */
export interface AuthorizationServer extends RequestControls {
  readonly url: string;
  readonly users: Accounts;
  /** Every secret ever handed out, in order. */
  readonly issued: {
    readonly codes: readonly string[];
    readonly accessTokens: readonly string[];
    readonly refreshTokens: readonly string[];
    readonly clientSecrets: readonly string[];
  };
  registerApp(input: NewApp): OAuthApp;
  /** Ends what this user granted, with every token that came of it. */
  revoke(username: string, clientId?: string): void;
  expireAccessTokens(username?: string): void;
  expireRefreshTokens(username?: string): void;
  /** Goes through an authorization as this user would; gives the address redirected to. */
  authorizeAs(username: string, authorizationUrl: string | URL): Promise<string>;
  close(): Promise<void>;
}

export type StartAuthorizationServer = (
  options?: AuthorizationServerOptions,
) => Promise<AuthorizationServer>;
