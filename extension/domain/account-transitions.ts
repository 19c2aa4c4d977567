import {
  type AccountSnapshot,
  type AccountState,
  isSignOutPending,
  type Problem,
} from './account-state.ts';
import { REFRESH_TRIGGERS, type RefreshTrigger } from './refresh-policy.ts';
import type { SignInErrorKind } from './sign-in-errors.ts';

/** Signed out, with nothing left of the account. */
export const SIGNED_OUT: AccountState = { phase: 'signed_out', signInError: null, problem: null };

/**
 * The proxy sent the account. `as_of` becomes `now` (Unix milliseconds) at the latest: a proxy whose clock
 * runs ahead would make an old balance look new.
 */
export function accountReceived(
  state: AccountState,
  { account: reply, etag }: AccountSnapshot,
  now: number,
  trigger: RefreshTrigger,
): AccountState {
  const account = { ...reply, as_of: Math.min(reply.as_of, Math.floor(now / 1000)) };
  const isKept =
    isSignOutPending(state.problem) && !REFRESH_TRIGGERS[trigger].replacesSignOutProblem;
  const problem = isKept ? state.problem : null;
  return { phase: 'signed_in', account, ...(etag !== null && { etag }), problem };
}

/** The proxy has no session for us. The last balance of a known account is kept. */
export function sessionMissing(state: AccountState): AccountState {
  if (isSignOutPending(state.problem)) return SIGNED_OUT;
  if (state.phase === 'signed_in') {
    return { phase: 'session_ended', account: state.account, signInError: null, problem: null };
  }
  return 'signInError' in state ? { ...state, problem: null } : SIGNED_OUT;
}

/** Something failed. The account stays as it was. */
export function problemOccurred(state: AccountState, problem: Problem): AccountState {
  const repeated = state.problem?.kind === problem.kind;
  return { ...state, problem: repeated ? { ...problem, repeated } : problem };
}

/** A refresh failed. */
export function refreshFailed(
  state: AccountState,
  problem: Problem,
  trigger: RefreshTrigger,
): AccountState {
  const isReplaced = REFRESH_TRIGGERS[trigger].replacesSignOutProblem === 'always';
  return isSignOutPending(state.problem) && !isReplaced ? state : problemOccurred(state, problem);
}

/** A sign-in ended without a session. `now` is in Unix milliseconds. */
export function signInFailed(
  state: AccountState,
  kind: SignInErrorKind,
  now: number,
): AccountState {
  const signInError = { kind, at: now };
  if (state.phase === 'unknown') {
    return { phase: 'signed_out', signInError, problem: state.problem };
  }
  return 'signInError' in state ? { ...state, signInError } : state;
}

/** A sign-in started. The error of the one before no longer matters. */
export function signInStarted(state: AccountState): AccountState {
  return 'signInError' in state ? { ...state, signInError: null } : state;
}
