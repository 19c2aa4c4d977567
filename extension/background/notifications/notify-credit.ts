import { topUpAfterBalance } from '../../domain/top-up.ts';
import { language, t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { accountItems } from '../../storage/items.ts';
import { mayNotify, notify } from './notify.ts';

/**
 * Records the credit that a balance shows after a top-up, and notifies the user if that is wanted. It is
 * recorded first: a worker stopped in between loses one notification and never repeats one. `now` is Unix
 * milliseconds.
 */
export async function notifyCredit(
  { id, state, preferences }: StoredAccount,
  now: number,
): Promise<void> {
  const { topUp: topUpItem } = accountItems(id);
  const before = await topUpItem.get();
  if (!before || !('account' in state)) return;
  const balance = state.account.balance_formatted;
  const after = topUpAfterBalance(before, balance, language(), now);
  if (after === before) return;
  await topUpItem.set(after);
  if (!after.credit) return;
  const { creditNotification, hidden } = preferences;
  if (creditNotification && (await mayNotify())) {
    await notify('top-up', id, creditMessage(after.credit.text, balance, hidden));
  }
}

export function creditMessage(credit: string, balance: string, isHidden: boolean): string {
  return isHidden ? t('notificationCreditHidden') : t('notificationCredit', credit, balance);
}
