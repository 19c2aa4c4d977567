import { accountStatus } from '../../domain/account-status.ts';
import { alertAfter } from '../../domain/low-balance.ts';
import { creditsIn } from '../../domain/usage/add-sample.ts';
import { t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { accountItems } from '../../storage/items.ts';
import { clearNotifications, mayNotify, notify } from './notify.ts';

/**
 * Notifies the user of a low balance if that is wanted. The history must already hold the balance. The alert
 * is recorded first: a worker stopped in between loses one notification and never repeats one. `now` is Unix
 * milliseconds.
 */
export async function notifyLowBalance(
  { id, state, preferences }: StoredAccount,
  now: number,
): Promise<void> {
  const { alert: alertItem, history: historyItem } = accountItems(id);
  const [before, history] = await Promise.all([alertItem.get(), historyItem.get()]);
  const { threshold, hidden, lowBalanceNotification } = preferences;
  const status = accountStatus(state, preferences, now);
  const isEnabled = lowBalanceNotification && (await mayNotify());
  const credits = creditsIn(history);
  const after = alertAfter(before, status, { threshold, isEnabled, credits, now });
  if (after === before || !('account' in state)) return;
  await alertItem.set(after);
  if (after.notifiedBalance !== null && after.notifiedBalance !== before.notifiedBalance) {
    await notify('low-balance', id, lowBalanceMessage(state.account.balance_formatted, hidden));
  } else if (after.notifiedBalance === null || after.highSince !== undefined) {
    await clearNotifications(id, ['low-balance']);
  }
}

export function lowBalanceMessage(balance: string, isHidden: boolean): string {
  return isHidden ? t('notificationLowBalanceHidden') : t('notificationLowBalance', balance);
}
