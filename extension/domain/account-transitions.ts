import {
  type AccountReading,
  type AccountState,
  isSignOutPending,
  type Problem,
  type SignInErrorKind,
} from './account-state.ts';

/** Signed out for good, with nothing of the old account left. */
export const SIGNED_OUT: AccountState = { phase: 'signed_out', notice: null, trouble: null };

/**
 * The proxy gave the account. A proxy's clock that runs ahead would make an old balance look new,
 * so `as_of` is never later than `now` (Unix milliseconds). A sign-out that failed stays in sight
 * until the user acts (`asked`), for a refresh in passing must not cover it up.
 */
export function accountArrived(
  state: AccountState,
  { account: reply, etag }: AccountReading,
  now: number,
  asked: boolean,
): AccountState {
  const account = { ...reply, as_of: Math.min(reply.as_of, Math.floor(now / 1000)) };
  const kept = !asked && isSignOutPending(state.trouble) ? state.trouble : null;
  return { phase: 'signed_in', account, ...(etag !== null && { etag }), trouble: kept };
}

/** The proxy said that there is no session. Where there was an account, its balance stays as the last one known. */
export function sessionMissing(state: AccountState): AccountState {
  if (isSignOutPending(state.trouble)) return SIGNED_OUT;
  if (state.phase === 'signed_in') {
    return { phase: 'session_ended', account: state.account, notice: null, trouble: null };
  }
  return 'notice' in state ? { ...state, trouble: null } : SIGNED_OUT;
}

/** Something failed: the account stays as it was, the trouble stands beside it, marked where it has repeated. */
export function problemOccurred(state: AccountState, trouble: Problem): AccountState {
  const repeated = state.trouble?.kind === trouble.kind;
  return { ...state, trouble: repeated ? { ...trouble, repeated } : trouble };
}

/** A look at the balance failed. One in passing covers up no sign-out that failed: the user has yet to deal with it. */
export function lookFailed(state: AccountState, trouble: Problem, asked: boolean): AccountState {
  if (!asked && isSignOutPending(state.trouble)) return state;
  return problemOccurred(state, trouble);
}

/** A sign-in ended without a session. `now` is Unix milliseconds. */
export function signInFailed(
  state: AccountState,
  kind: SignInErrorKind,
  now: number,
): AccountState {
  const notice = { kind, at: now };
  if (state.phase === 'unknown') return { phase: 'signed_out', notice, trouble: state.trouble };
  return 'notice' in state ? { ...state, notice } : state;
}

/** A sign-in began: what became of the one before is no longer of interest. */
export function signInBegan(state: AccountState): AccountState {
  return 'notice' in state ? { ...state, notice: null } : state;
}
