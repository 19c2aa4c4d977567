import type { ShapeName } from './shapes.ts';

/** Settings that a test may change while the platform runs. Lifetimes are in seconds. */
export interface PlatformSettings {
  rotateRefreshTokens: boolean;
  accessTokenLifetime: number;
  refreshTokenLifetime: number;
  codeLifetime: number;
  pkce: 'accept' | 'refuse';
  /** RFC 9207: `iss` beside `code` and `error` in the redirect. */
  sendIssuer: boolean;
  /** The value of `iss`; null for the platform's own origin. */
  issuer: string | null;
  /** The format of token, account and top-up responses. */
  shape: ShapeName;
}

export const DEFAULT_SETTINGS: PlatformSettings = {
  rotateRefreshTokens: true,
  accessTokenLifetime: 7_200,
  refreshTokenLifetime: 30 * 24 * 3_600,
  codeLifetime: 300,
  pkce: 'accept',
  sendIssuer: false,
  issuer: null,
  shape: 'guide',
};
