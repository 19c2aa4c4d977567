import {
  type AccountReading,
  type AccountState,
  isSignOutPending,
  type NoticeKind,
  type Trouble,
} from './state.ts';

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
  switch (state.phase) {
    case 'unknown':
      return SIGNED_OUT;
    case 'signed_out':
    case 'session_ended':
      return { ...state, trouble: null };
    case 'signed_in':
      return { phase: 'session_ended', account: state.account, notice: null, trouble: null };
  }
}

/** Something failed: the account stays as it was, the trouble stands beside it, marked where it has repeated. */
export function troubleArose(state: AccountState, trouble: Trouble): AccountState {
  const repeated = state.trouble?.kind === trouble.kind;
  return { ...state, trouble: repeated ? { ...trouble, repeated } : trouble };
}

/** A look at the balance failed. One in passing covers up no sign-out that failed: the user has yet to deal with it. */
export function lookFailed(state: AccountState, trouble: Trouble, asked: boolean): AccountState {
  if (!asked && isSignOutPending(state.trouble)) return state;
  return troubleArose(state, trouble);
}

/** A sign-in ended without a session. `now` is Unix milliseconds. */
export function signInFailed(state: AccountState, kind: NoticeKind, now: number): AccountState {
  const notice = { kind, at: now };
  switch (state.phase) {
    case 'unknown':
      return { phase: 'signed_out', notice, trouble: state.trouble };
    case 'signed_out':
    case 'session_ended':
      return { ...state, notice };
    case 'signed_in':
      return state;
  }
}

/** A sign-in began: what became of the one before is no longer of interest. */
export function signInBegan(state: AccountState): AccountState {
  switch (state.phase) {
    case 'signed_out':
    case 'session_ended':
      return { ...state, notice: null };
    case 'unknown':
    case 'signed_in':
      return state;
  }
}
