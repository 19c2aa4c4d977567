import type { Members } from './response-body.ts';
import type { ResponseProblem } from './response-summary.ts';

/** Seconds beyond which `expires_in` is not believed; the guide's refresh tokens live this long. */
const MAX_LIFETIME_SECONDS = 30 * 86_400;

/** A token response (RFC 6749 section 5.1), its known members alone, as the OAuth library expects them. */
export interface ReadTokens {
  access_token: string;
  token_type: string;
  /** Seconds, within what can be believed. */
  expires_in?: number;
  refresh_token?: string;
}

/**
 * Reads a token response. Null and empty text count as absent. A missing `token_type` means Bearer, and
 * `expires_in` may be text. Members that nobody needs are left out, among them an ID token.
 */
export function readTokens({ get }: Members): ReadTokens | ResponseProblem {
  const value = (name: string) => (get(name) === '' ? undefined : get(name));
  const invalid = (text: string): ResponseProblem => ({ reason: 'invalid_field', text });
  const accessToken = value('access_token');
  if (accessToken === undefined) {
    return { reason: 'missing_field', text: 'access_token is missing' };
  }
  if (!isSendable(accessToken)) return invalid('access_token fits into no header');
  const tokenType = value('token_type') ?? 'Bearer';
  if (typeof tokenType !== 'string' || !/^bearer$/i.test(tokenType)) {
    return invalid('token_type is not Bearer');
  }
  const refreshToken = value('refresh_token');
  if (refreshToken !== undefined && typeof refreshToken !== 'string') {
    return invalid('refresh_token is not text');
  }
  const lifetime = value('expires_in');
  const seconds = readSeconds(lifetime);
  if (lifetime !== undefined && seconds === undefined) return invalid('expires_in is not a number');
  return {
    access_token: accessToken,
    token_type: tokenType,
    ...(seconds !== undefined && { expires_in: seconds }),
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  };
}

/** Whether a token can stand in an `Authorization` header (RFC 6750 section 2.1, read generously). */
function isSendable(token: unknown): token is string {
  return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token);
}

function readSeconds(value: unknown): number | undefined {
  const isNumeric = typeof value === 'string' && /^\s*[+-]?\d/.test(value);
  const seconds = isNumeric ? Number.parseFloat(value) : value;
  if (typeof seconds !== 'number') return undefined;
  return Math.min(Math.max(0, seconds), MAX_LIFETIME_SECONDS);
}
