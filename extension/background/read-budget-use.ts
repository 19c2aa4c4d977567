import { type BudgetUse, budgetUse } from '../domain/budget.ts';
import { firstDayOfWeek } from '../i18n/first-day-of-week.ts';
import type { StoredAccount } from '../storage/accounts.ts';
import { accountItems } from '../storage/items.ts';

/** How much of its budget an account has used. `null` without a budget, and if that is unknown. `now` is Unix milliseconds. */
export async function readBudgetUse(
  { id, state, preferences: { budget } }: StoredAccount,
  now: number,
): Promise<BudgetUse | null> {
  if (!budget || !('account' in state)) return null;
  const history = await accountItems(id).history.get();
  return budgetUse(budget, state.account, history, now, firstDayOfWeek());
}
