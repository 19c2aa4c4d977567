import { hash } from 'node:crypto';
import type { Config } from '../config/config.ts';

/**
 * A 32-byte hash of the platform address and the client id for which tokens were issued. It is the associated data of
 * sealed tokens: under another configuration they do not open, so they cannot be sent to another platform.
 */
export type Binding = Buffer;

/** Version 0.1.0 sealed tokens without associated data. */
export const UNBOUND: Binding = Buffer.alloc(0);

/**
 * The bindings whose tokens may be used with this configuration: first the one of `PLATFORM_URL`, which seals new
 * tokens, then those of `PLATFORM_MOVED_FROM`. Addresses are origins as `httpsOrigin` normalizes them.
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
