import type { BudgetPeriod } from '../domain/budget.ts';
import { t } from './t.ts';

const PERIODS = { day: 'periodDay', week: 'periodWeek', month: 'periodMonth' } as const;

/** The current day, week or month, as a part of a sentence: "this week". */
export function periodName(period: BudgetPeriod): string {
  return t(PERIODS[period]);
}
