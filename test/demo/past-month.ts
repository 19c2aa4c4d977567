import type { AccountState } from '../../extension/domain/account-state.ts';
import { monthOfHistory } from '../support/extension/month-of-history.ts';
import type { Account } from '../support/fake-platform/platform.ts';

/** What the demo prints about the history. */
export const HISTORY_NOTE = 'The history until yesterday is made up by the demo.';

/**
 * What an extension has stored whose user signed in a month before `until` (Unix milliseconds) and is signed out
 * now, as items of `storage.local`. The month of the demo ends at midnight: what is used today, the demo uses.
 */
export function pastMonth(
  user: Account,
  until = new Date().setHours(0, 0, 0, 0),
): Record<string, unknown> {
  const { id, username, balanceFormatted, quota, usedQuota } = user;
  const account: AccountState = { phase: 'signed_out', signInError: null, problem: null };
  const history = monthOfHistory({
    id,
    username,
    balance_formatted: balanceFormatted,
    quota,
    used_quota: usedQuota,
    as_of: until / 1_000,
  });
  return { account, history };
}
