import type { Account } from '../../domain/account-state.ts';
import type { History } from '../../domain/usage/history.ts';
import { BudgetLine } from './BudgetLine.tsx';
import { LazyUsagePanel } from './LazyUsagePanel.tsx';
import type { PopupContext } from './view.ts';

/**
 * The budget and what was used lately. A message takes the place of the budget, so `isAlone` is whether there is none.
 * `history` is undefined until it is read; its place is reserved.
 */
export function Usage({
  account,
  history,
  context: { hidden, budget, now },
  isAlone,
}: {
  account: Account;
  history: History | null | undefined;
  context: PopupContext;
  isAlone: boolean;
}) {
  return (
    <>
      {budget && isAlone && !hidden && <BudgetLine {...{ budget, account, history, now }} />}
      <LazyUsagePanel history={history} hidden={hidden} now={now} />
    </>
  );
}
