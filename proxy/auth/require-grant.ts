import { ProxyError } from '../errors/proxy-error.ts';
import type { Tokens } from '../platform/tokens.ts';

/** @throws {ProxyError} `reauth_required` if the platform has ended the grant of the session */
export function requireGrant({ tokens }: { readonly tokens: Tokens | null }): Tokens {
  if (tokens === null) throw new ProxyError('reauth_required');
  return tokens;
}
