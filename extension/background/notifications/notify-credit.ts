import type { AccountState } from '../../domain/account-state.ts';
import { topUpAfterBalance } from '../../domain/top-up.ts';
import { language, t } from '../../i18n/t.ts';
import { preferencesItem, topUpItem } from '../../storage/items.ts';
import { mayNotify, notify } from './notify.ts';

/**
 * Records the credit that a balance shows after a top-up, and notifies the user if that is wanted. It is
 * recorded first: a worker stopped in between loses one notification and never repeats one. `now` is Unix
 * milliseconds.
 */
export async function notifyCredit(state: AccountState, now: number): Promise<void> {
  const before = await topUpItem.get();
  if (!before || !('account' in state)) return;
  const balance = state.account.balance_formatted;
  const after = topUpAfterBalance(before, balance, language(), now);
  if (after === before) return;
  await topUpItem.set(after);
  if (!after.credit) return;
  const { creditNotification, hidden } = await preferencesItem.get();
  if (creditNotification && (await mayNotify())) {
    await notify('top-up', creditMessage(after.credit.text, balance, hidden));
  }
}

export function creditMessage(credit: string, balance: string, isHidden: boolean): string {
  return isHidden ? t('notificationCreditHidden') : t('notificationCredit', credit, balance);
}
