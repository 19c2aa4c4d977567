import { type BudgetPeriod, budgetAlertAfter } from '../../domain/budget.ts';
import { periodName } from '../../i18n/budget-texts.ts';
import { t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { accountItems } from '../../storage/items.ts';
import { readBudgetUse } from '../read-budget-use.ts';
import { clearNotifications, mayNotify, notify } from './notify.ts';

/**
 * Notifies the user of a budget that is used up if that is wanted. The history must already hold the balance. The
 * alert is recorded first: a worker stopped in between loses one notification and never repeats one. `now` is Unix
 * milliseconds.
 */
export async function notifyBudget(about: StoredAccount, now: number): Promise<void> {
  const { id, state, preferences } = about;
  const { budgetAlert } = accountItems(id);
  const [before, use] = await Promise.all([budgetAlert.get(), readBudgetUse(about, now)]);
  if (use?.level !== 'used_up' || !('account' in state)) {
    if (before) await clearNotifications(id, ['budget']);
    return;
  }
  const after = budgetAlertAfter(before, use);
  if (after === before || !preferences.budgetNotification || !(await mayNotify())) return;
  await budgetAlert.set(after);
  const { balance_formatted: balance } = state.account;
  await notify('budget', id, budgetMessage(use.budget.period, balance, preferences.hidden));
}

export function budgetMessage(period: BudgetPeriod, balance: string, isHidden: boolean): string {
  const name = periodName(period);
  return isHidden ? t('notificationBudgetHidden', name) : t('notificationBudget', name, balance);
}
