import { hash, timingSafeEqual } from 'node:crypto';
import type { LoginSecrets } from '../platform/oauth-client.ts';

/** Milliseconds within which a login transaction must be completed. */
export const LOGIN_LIFETIME_MS = 10 * 60_000;

/** Random bytes in `state` and in the code verifier: 43 characters each (RFC 7636 section 4.1). */
const SECRET_BYTES = 32;

/** The state of a login transaction between its start and its callback. */
export interface LoginTransaction extends LoginSecrets {
  /** Unix milliseconds. */
  startedAt: number;
  /** The account slot of the session; undefined in a transaction of version 0.1.0. */
  slot?: number;
  /** SHA-256 (base64url) of the session to replace. The callback does not get the `Strict` session cookie. */
  replaces?: string | undefined;
}

/** Starts a login transaction with a new `state` and code verifier (RFC 9700 section 2.1.1). `now` is Unix milliseconds. */
export function startLoginTransaction(
  randomBytes: (size: number) => Buffer,
  now: number,
  slot: number,
  replaces: string | undefined,
): LoginTransaction {
  const secret = () => randomBytes(SECRET_BYTES).toString('base64url');
  return { state: secret(), codeVerifier: secret(), startedAt: now, slot, replaces };
}

/** Whether the transaction can still be completed. `now` is Unix milliseconds. */
export function isAlive({ startedAt }: LoginTransaction, now: number): boolean {
  const age = now - startedAt;
  return age >= 0 && age < LOGIN_LIFETIME_MS;
}

/** Whether the transaction has exactly this `state`. Compares in constant time. */
export function hasState(transaction: LoginTransaction, state: string): boolean {
  const digest = (text: string) => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(transaction.state), digest(state));
}
