import type { Account, AccountState, Problem, SignInError } from './account-state.ts';
import { parseAmount } from './amounts/parse-amount.ts';
import { isUnlimited } from './amounts/unlimited.ts';
import type { Preferences } from './preferences.ts';
import type { ProblemKind } from './problems.ts';
import type { SignInErrorKind } from './sign-in-errors.ts';
import { isRecent, waitEnd } from './stored-time.ts';

/** A balance that is older is shown with its time. */
export const STALE_AFTER_MS = 60_000;

const SIGN_IN_ERROR_SHOWN_MS = 30 * 60_000;

/** The condition of a signed-in account without a problem. Earlier ones outrank later ones. */
export type Condition = 'disabled' | 'negative' | 'low' | 'unlimited' | 'stale' | 'fresh';

/** What a state means for the user right now. Badge, popup and notifications agree on it. */
export type AccountStatus =
  | { kind: 'unknown' }
  | { kind: 'signed_out'; signInError: SignInError | null }
  | { kind: Condition; account: Account }
  | { kind: 'session_ended'; account: Account; signInError: SignInError | null }
  | ({ kind: ProblemKind; account: Account | null; signedOut: boolean } & Pick<
      Problem,
      'retryAt' | 'detectedServer' | 'repeated'
    >);

/** A status of the popup, which also shows that a login window is open. */
export type PopupStatus = AccountStatus | { kind: 'signing_in'; account: Account | null };

/**
 * The status for the popup. A login window outranks a problem until the account has arrived. `now` is in Unix
 * milliseconds.
 */
export function popupStatus(
  state: AccountState,
  preferences: Pick<Preferences, 'threshold'>,
  isLoginOpen: boolean,
  now: number,
): PopupStatus {
  const hasArrived = state.phase === 'signed_in' && state.problem === null;
  if (!isLoginOpen || hasArrived) return accountStatus(state, preferences, now);
  return { kind: 'signing_in', account: accountIn(state) };
}

/** The account status. A problem outranks the account's condition. `now` is in Unix milliseconds. */
export function accountStatus(
  state: AccountState,
  preferences: Pick<Preferences, 'threshold'>,
  now: number,
): AccountStatus {
  if (state.problem) {
    const { at, retryAt, ...problem } = state.problem;
    const signedOut = state.phase === 'signed_out';
    return { ...problem, account: accountIn(state), signedOut, retryAt: waitEnd(at, retryAt, now) };
  }
  switch (state.phase) {
    case 'unknown':
      return { kind: 'unknown' };
    case 'signed_out':
      return { kind: 'signed_out', signInError: state.signInError };
    case 'session_ended':
      return { kind: 'session_ended', account: state.account, signInError: state.signInError };
    case 'signed_in':
      return { kind: condition(state.account, preferences.threshold, now), account: state.account };
  }
}

function accountIn(state: AccountState): Account | null {
  return 'account' in state ? state.account : null;
}

/** Whether the balance is older than a minute, or its age is unknown. `now` is in Unix milliseconds. */
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

/** The sign-in error to show: that of the last half hour. `now` is in Unix milliseconds. */
export function recentSignInError(error: SignInError | null, now: number): SignInErrorKind | null {
  return error && isRecent(error.at, SIGN_IN_ERROR_SHOWN_MS, now) ? error.kind : null;
}
