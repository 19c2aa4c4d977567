import { readAmount } from '../amount/read-amount.ts';
import type { Account, AccountState, Notice, NoticeKind, TroubleKind } from './state.ts';

/** From this age on (milliseconds) a balance is shown with its time. */
export const STALE_AFTER = 60_000;

/** For so long (milliseconds) the outcome of a failed sign-in is worth a sentence. */
export const NOTICE_LASTS = 30 * 60_000;

/** What is the case now, in the one way that badge and popup must agree on. */
export type Situation =
  | { kind: 'unknown' }
  | { kind: 'signed_out'; notice: NoticeKind | null }
  | { kind: 'signing_in'; account: Account | null }
  | { kind: 'fresh' | 'stale' | 'negative' | 'disabled'; account: Account }
  | { kind: 'session_ended'; account: Account; notice: NoticeKind | null }
  | { kind: TroubleKind; account: Account | null; signedOut: boolean; retryAt: number | null };

/**
 * Weighs everything known: trouble outranks the state of the account, and that outranks its age.
 * `signingIn` says whether a login window is open; `now` is Unix milliseconds.
 */
export function situationOf(state: AccountState, signingIn: boolean, now: number): Situation {
  const account = 'account' in state ? state.account : null;
  const arrived = state.phase === 'signed_in' && state.trouble === null;
  if (signingIn && !arrived) return { kind: 'signing_in', account };
  if (state.trouble) {
    const { kind, retryAt } = state.trouble;
    return { kind, account, signedOut: state.phase === 'signed_out', retryAt };
  }
  switch (state.phase) {
    case 'unknown':
      return { kind: 'unknown' };
    case 'signed_out':
      return { kind: 'signed_out', notice: recent(state.notice, now) };
    case 'session_ended':
      return { kind: 'session_ended', account: state.account, notice: recent(state.notice, now) };
    case 'signed_in':
      return { kind: condition(state.account, now), account: state.account };
  }
}

/** Whether the account's balance is old enough to be shown with its time. `now` is Unix milliseconds. */
export function isStale(account: Account, now: number): boolean {
  return now - account.as_of * 1000 > STALE_AFTER;
}

function condition(account: Account, now: number): 'fresh' | 'stale' | 'negative' | 'disabled' {
  if (account.status !== undefined && account.status !== 1) return 'disabled';
  if ((readAmount(account.balance_formatted) ?? 0) < 0) return 'negative';
  return isStale(account, now) ? 'stale' : 'fresh';
}

function recent(notice: Notice | null, now: number): NoticeKind | null {
  return notice && now - notice.at <= NOTICE_LASTS ? notice.kind : null;
}
