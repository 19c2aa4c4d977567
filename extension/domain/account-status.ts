import type { Account, AccountState, Problem, SignInError } from './account-state.ts';
import { parseAmount } from './amounts/parse-amount.ts';
import { isUnlimited } from './amounts/unlimited.ts';
import type { Preferences } from './preferences.ts';
import type { ProblemKind } from './problems.ts';
import type { SignInErrorKind } from './sign-in-errors.ts';
import { isRecent, waitEnd } from './stored-time.ts';

/** From this age on (milliseconds) a balance is shown with its time. */
export const STALE_AFTER_MS = 60_000;

/** For so long (milliseconds) the outcome of a failed sign-in is worth a sentence. */
const SIGN_IN_ERROR_SHOWN_MS = 30 * 60_000;

/** The condition of an account that is signed in and in no trouble; an earlier one outranks the later ones. */
export type Condition = 'disabled' | 'negative' | 'low' | 'unlimited' | 'stale' | 'fresh';

/** What is the case now, in the one way that badge, popup and notifications must agree on. */
export type AccountStatus =
  | { kind: 'unknown' }
  | { kind: 'signed_out'; signInError: SignInErrorKind | null }
  | { kind: 'signing_in'; account: Account | null }
  | { kind: Condition; account: Account }
  | { kind: 'session_ended'; account: Account; signInError: SignInErrorKind | null }
  | ({ kind: ProblemKind; account: Account | null; signedOut: boolean } & Pick<
      Problem,
      'retryAt' | 'detectedServer' | 'repeated'
    >);

/**
 * Weighs everything known: trouble outranks the condition of the account, and that outranks its age.
 * `signingIn` says whether a login window is open; `now` is Unix milliseconds.
 */
export function accountStatus(
  state: AccountState,
  preferences: Pick<Preferences, 'threshold'>,
  signingIn: boolean,
  now: number,
): AccountStatus {
  const account = 'account' in state ? state.account : null;
  const arrived = state.phase === 'signed_in' && state.problem === null;
  if (signingIn && !arrived) return { kind: 'signing_in', account };
  if (state.problem) {
    const { at, retryAt, ...problem } = state.problem;
    const signedOut = state.phase === 'signed_out';
    return { ...problem, account, signedOut, retryAt: waitEnd(at, retryAt, now) };
  }
  switch (state.phase) {
    case 'unknown':
      return { kind: 'unknown' };
    case 'signed_out':
      return { kind: 'signed_out', signInError: recentSignInError(state.signInError, now) };
    case 'session_ended':
      return {
        kind: 'session_ended',
        account: state.account,
        signInError: recentSignInError(state.signInError, now),
      };
    case 'signed_in': {
      const kind = condition(state.account, preferences.threshold, now);
      return { kind, account: state.account };
    }
  }
}

/** Whether the account's balance is not known to be of the last minute. `now` is Unix milliseconds. */
export function isStale(account: Account, now: number): boolean {
  return !isRecent(account.as_of * 1000, STALE_AFTER_MS, now);
}

function condition(account: Account, threshold: number | null, now: number): Condition {
  if (account.status !== undefined && account.status !== 1) return 'disabled';
  const amount = parseAmount(account.balance_formatted);
  if (amount !== null && amount < 0) return 'negative';
  if (amount !== null && threshold !== null && amount < threshold) return 'low';
  if (isUnlimited(account.balance_formatted)) return 'unlimited';
  return isStale(account, now) ? 'stale' : 'fresh';
}

/** How the last sign-in failed, while that is worth a sentence. `now` is Unix milliseconds. */
export function recentSignInError(
  signInError: SignInError | null,
  now: number,
): SignInErrorKind | null {
  return signInError && isRecent(signInError.at, SIGN_IN_ERROR_SHOWN_MS, now)
    ? signInError.kind
    : null;
}
