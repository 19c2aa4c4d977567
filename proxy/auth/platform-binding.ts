import { hash } from 'node:crypto';
import type { Config } from '../config/config.ts';

/**
 * Names the platform address and the client id that tokens were issued by, in 32 bytes. Tokens are sealed with it
 * as associated data, so that under another configuration they do not open and cannot be sent anywhere.
 */
export type Binding = Buffer;

/** The associated data of tokens that version 0.1.0 sealed: none. */
export const UNBOUND: Binding = Buffer.alloc(0);

/**
 * The bindings whose tokens may be sent under these settings: that of `PLATFORM_URL` first, which new tokens are
 * sealed with, then those of `PLATFORM_MOVED_FROM`. Addresses are origins as `httpsOrigin` normalizes them.
 */
export function bindingsOf({
  platformUrl,
  platformMovedFrom,
  clientId,
}: Pick<Config, 'platformUrl' | 'platformMovedFrom' | 'clientId'>): [Binding, ...Binding[]] {
  // Neither an origin nor a client id (RFC 6749 appendix A.1) contains a NUL.
  const bindingOf = (origin: string) =>
    hash('sha256', `balance-companion binding\0${origin}\0${clientId}`, 'buffer');
  return [bindingOf(platformUrl), ...platformMovedFrom.map(bindingOf)];
}
