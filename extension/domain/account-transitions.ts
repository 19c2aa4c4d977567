import {
  type AccountSnapshot,
  type AccountState,
  isSignOutPending,
  type Problem,
} from './account-state.ts';
import type { SignInErrorKind } from './sign-in-errors.ts';

/** Signed out for good, with nothing of the old account left. */
export const SIGNED_OUT: AccountState = { phase: 'signed_out', signInError: null, problem: null };

/**
 * The proxy gave the account. A proxy's clock that runs ahead would make an old balance look new,
 * so `as_of` is never later than `now` (Unix milliseconds). A sign-out that failed stays in sight
 * until the user acts (`asked`), for a refresh in passing must not cover it up.
 */
export function accountReceived(
  state: AccountState,
  { account: reply, etag }: AccountSnapshot,
  now: number,
  asked: boolean,
): AccountState {
  const account = { ...reply, as_of: Math.min(reply.as_of, Math.floor(now / 1000)) };
  const kept = !asked && isSignOutPending(state.problem) ? state.problem : null;
  return { phase: 'signed_in', account, ...(etag !== null && { etag }), problem: kept };
}

/** The proxy said that there is no session. Where there was an account, its balance stays as the last one known. */
export function sessionMissing(state: AccountState): AccountState {
  if (isSignOutPending(state.problem)) return SIGNED_OUT;
  if (state.phase === 'signed_in') {
    return { phase: 'session_ended', account: state.account, signInError: null, problem: null };
  }
  return 'signInError' in state ? { ...state, problem: null } : SIGNED_OUT;
}

/** Something failed: the account stays as it was, the trouble stands beside it, marked where it has repeated. */
export function problemOccurred(state: AccountState, problem: Problem): AccountState {
  const repeated = state.problem?.kind === problem.kind;
  return { ...state, problem: repeated ? { ...problem, repeated } : problem };
}

/** A look at the balance failed. One in passing covers up no sign-out that failed: the user has yet to deal with it. */
export function refreshFailed(state: AccountState, problem: Problem, asked: boolean): AccountState {
  if (!asked && isSignOutPending(state.problem)) return state;
  return problemOccurred(state, problem);
}

/** A sign-in ended without a session. `now` is Unix milliseconds. */
export function signInFailed(
  state: AccountState,
  kind: SignInErrorKind,
  now: number,
): AccountState {
  const signInError = { kind, at: now };
  if (state.phase === 'unknown')
    return { phase: 'signed_out', signInError, problem: state.problem };
  return 'signInError' in state ? { ...state, signInError } : state;
}

/** A sign-in began: what became of the one before is no longer of interest. */
export function signInStarted(state: AccountState): AccountState {
  return 'signInError' in state ? { ...state, signInError: null } : state;
}
