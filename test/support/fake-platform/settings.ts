import type { ShapeName } from './shapes.ts';
import { UsageMeter } from './usage.ts';

/** Settings that a test may change while the platform runs. Lifetimes are in seconds. */
export interface PlatformSettings {
  rotateRefreshTokens: boolean;
  accessTokenLifetime: number;
  refreshTokenLifetime: number;
  codeLifetime: number;
  /** Units that every account uses per minute. */
  usagePerMinute: number;
  /** `ignore` accepts the parameters without checking them. */
  pkce: 'accept' | 'require' | 'refuse' | 'ignore';
  /** RFC 9207: `iss` beside `code` and `error` in the redirect. */
  sendIssuer: boolean;
  /** The value of `iss`; null for the platform's own origin. */
  issuer: string | null;
  userInfoIncludesEmail: boolean;
  /** The format of token, account and top-up responses. */
  shape: ShapeName;
}

export interface MeteredSettings {
  settings: PlatformSettings;
  meter: UsageMeter;
}

export function createSettings(
  overrides: Partial<PlatformSettings>,
  now: () => number,
): MeteredSettings {
  const meter = new UsageMeter(now, overrides.usagePerMinute ?? 0);
  const settings: PlatformSettings = {
    rotateRefreshTokens: true,
    accessTokenLifetime: 7_200,
    refreshTokenLifetime: 30 * 24 * 3_600,
    codeLifetime: 300,
    pkce: 'accept',
    sendIssuer: false,
    issuer: null,
    userInfoIncludesEmail: true,
    shape: 'guide',
    ...overrides,
    get usagePerMinute() {
      return meter.perMinute;
    },
    set usagePerMinute(units) {
      meter.perMinute = units;
    },
  };
  return { settings, meter };
}
