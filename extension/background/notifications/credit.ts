import type { AccountState } from '../../domain/account-state.ts';
import { topUpAfterBalance } from '../../domain/top-up/credit.ts';
import { language } from '../../i18n/t.ts';
import { preferencesItem, topUpItem } from '../../storage/items.ts';
import { mayNotify, type Notice, notify } from './notify.ts';

/**
 * Notes what a balance that has just arrived says about the top-up, and tells the user of a rise
 * where that is wanted. It is written down first: a worker stopped in between loses one notification,
 * and never repeats one. `now` is Unix milliseconds.
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

/** What to say of a balance that has risen by `rise`. */
export function creditMessage(credit: string, balance: string, hidden: boolean): Notice {
  return hidden
    ? { words: 'noticeTopUpHidden' }
    : { words: 'noticeTopUp', substitutions: [credit, balance] };
}
