import * as Type from 'typebox';
import { ProxyError } from '../errors/proxy-error.ts';

/** What the platform issued for a session. Without a refresh token the grant ends with the access token. */
export const Tokens = Type.Object({
  accessToken: Type.String(),
  /** Unix milliseconds. */
  accessTokenExpiresAt: Type.Number(),
  refreshToken: Type.Optional(Type.String()),
});
export type Tokens = Type.Static<typeof Tokens>;

/** @throws {ProxyError} `reauth_required` where the platform has ended the grant. */
export function requireGrant({ tokens }: { readonly tokens: Tokens | null }): Tokens {
  if (tokens === null) throw new ProxyError('reauth_required');
  return tokens;
}
