import type { OAuthApp } from './apps.ts';

/** A valid authorization request that waits for login and consent. */
export interface AuthorizationRequest {
  app: OAuthApp;
  redirectUri: string;
  scope: readonly string[];
  state: string;
  challenge: string | null;
  autoAuthorize: boolean;
}
