import { lazy, Suspense } from 'react';
import type { Account } from '../../domain/account-state.ts';
import type { History } from '../../domain/usage/history.ts';
import { LazyUsagePanel } from './LazyUsagePanel.tsx';
import type { PopupContext } from './view.ts';

/** Loaded beside the history, like the chart. */
const BudgetLine = lazy(async () => ({ default: (await import('./UsagePanel.tsx')).BudgetLine }));

const BUDGET_PLACE = (
  <section className="budget" aria-hidden="true">
    <p className="usage-day">{'\u00a0'}</p>
    <div className="budget-bar" />
  </section>
);

/** How many of budget and messages leave room for the chart in a popup of 600 pixels. */
const MAX_BESIDE_CHART = 2;

/**
 * The budget and what was used lately. Beside two of budget and messages (`boxes` is their number) the chart is
 * smaller, and more take its place. `history` is undefined until it is read; its place is reserved.
 */
export function Usage({
  account,
  history,
  context: { hidden, budget, now },
  boxes,
}: {
  account: Account;
  history: History | null | undefined;
  context: PopupContext;
  boxes: number;
}) {
  const shownBudget = hidden ? null : budget;
  const beside = boxes + (shownBudget ? 1 : 0);
  return (
    <>
      {shownBudget && (
        <Suspense fallback={BUDGET_PLACE}>
          <BudgetLine budget={shownBudget} {...{ account, history, now }} />
        </Suspense>
      )}
      {beside <= MAX_BESIDE_CHART && (
        <div className={beside === MAX_BESIDE_CHART ? 'small' : undefined}>
          <LazyUsagePanel history={history} hidden={hidden} now={now} />
        </div>
      )}
    </>
  );
}
