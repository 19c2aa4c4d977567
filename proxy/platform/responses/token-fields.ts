import type { Payload } from './payload.ts';

/** The maximum of `expires_in`; the refresh tokens of the guide live this long. */
const MAX_LIFETIME_SECONDS = 30 * 86_400;

/** The known members of a token response (RFC 6749 section 5.1), in the form that the OAuth library expects. */
export interface TokenFields {
  access_token: string;
  token_type: string;
  expires_in: number | undefined;
  refresh_token: string | undefined;
}

/**
 * Reads a token response. Null and empty text count as absent. A missing `token_type` means Bearer, and
 * `expires_in` may be text. Other members are left out, among them an ID token.
 * @throws {PlatformError} `unreadable`
 */
export function readTokenFields(payload: Payload): TokenFields {
  const value = (name: string) => (payload.get(name) === '' ? undefined : payload.get(name));
  const invalid = (text: string) => payload.error('invalid_field', text);
  const accessToken = value('access_token');
  if (accessToken === undefined) throw payload.error('missing_field', 'access_token is missing');
  if (!fitsHeader(accessToken)) throw invalid('access_token fits into no header');
  const tokenType = value('token_type') ?? 'Bearer';
  if (typeof tokenType !== 'string' || !/^bearer$/i.test(tokenType)) {
    throw invalid('token_type is not Bearer');
  }
  const refreshToken = value('refresh_token');
  if (refreshToken !== undefined && typeof refreshToken !== 'string') {
    throw invalid('refresh_token is not text');
  }
  const lifetime = value('expires_in');
  const seconds = readSeconds(lifetime);
  if (lifetime !== undefined && seconds === undefined) throw invalid('expires_in is not a number');
  return {
    access_token: accessToken,
    token_type: tokenType,
    expires_in: seconds,
    refresh_token: refreshToken,
  };
}

/** Whether a token fits into an `Authorization` header; more characters than RFC 6750 section 2.1 allows. */
function fitsHeader(token: unknown): token is string {
  return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token);
}

function readSeconds(value: unknown): number | undefined {
  const isNumeric = typeof value === 'string' && /^\s*[+-]?\d/.test(value);
  const seconds = isNumeric ? Number.parseFloat(value) : value;
  if (typeof seconds !== 'number') return undefined;
  return Math.min(Math.max(0, seconds), MAX_LIFETIME_SECONDS);
}
