import type { AccountState } from '../../domain/account-state.ts';
import { accountStatus } from '../../domain/account-status.ts';
import { alertAfter } from '../../domain/low-balance.ts';
import { creditsIn } from '../../domain/usage/record.ts';
import { alertItem, historyItem, preferencesItem } from '../../storage/items.ts';
import { clearNotifications, mayNotify, type Notice, notify } from './notify.ts';

/**
 * Tells the user, where that is wanted, that the balance which has just arrived is low. The history must
 * have it already. What is told is written down first: a worker stopped in between loses one notification,
 * and never repeats one at each start. `now` is Unix milliseconds.
 */
export async function notifyLowBalance(state: AccountState, now: number): Promise<void> {
  const [preferences, before, history] = await Promise.all([
    preferencesItem.get(),
    alertItem.get(),
    historyItem.get(),
  ]);
  const situation = accountStatus(state, preferences, false, now);
  const wanted = preferences.lowBalanceNotification && (await mayNotify());
  const credits = creditsIn(history);
  const { threshold } = preferences;
  const after = alertAfter(before, situation, { threshold, wanted, credits, now });
  if (after === before || !('account' in state)) return;
  await alertItem.set(after);
  const isTold = after.notifiedBalance !== null && after.notifiedBalance !== before.notifiedBalance;
  if (isTold)
    await notify(
      'low-balance',
      lowBalanceMessage(state.account.balance_formatted, preferences.hidden),
    );
  else if (after.notifiedBalance === null || after.highSince !== undefined)
    await clearNotifications(['low-balance']);
}

/** What to say of a balance that is low. */
export function lowBalanceMessage(balance: string, hidden: boolean): Notice {
  return hidden ? { words: 'noticeLowHidden' } : { words: 'noticeLow', substitutions: [balance] };
}
