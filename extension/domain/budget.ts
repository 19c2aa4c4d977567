import * as Type from '../../shared/schema.ts';
import type { Account } from './account-state.ts';
import { compare, type Decimal, plus, toDecimal } from './amounts/decimal.ts';
import { dateOf, dayAt, startOfDay, usedBetween, usedUntil } from './usage/days.ts';
import { type History, ownerOf } from './usage/history.ts';

export const BUDGET_PERIODS = ['day', 'week', 'month'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** What the user wants to use at most in each local day, week or month, in the unit of `balance_formatted`. */
export const Budget = Type.Object({
  amount: Type.Number({ minimum: Number.MIN_VALUE }),
  period: Type.Enum(BUDGET_PERIODS),
});
export type Budget = Type.Static<typeof Budget>;

/** From this share of the budget on, being ahead of the period is worth a warning. */
const MIN_WARNED_SHARE = 0.25;

/**
 * How much of a budget is used, and how much of its period is gone. `used` is in the unit of the balance. `percent` of
 * the amount, cut off, can be more than 100; `elapsed` is a share of the period, from 0 to 1. `from` and `to` (Unix
 * milliseconds) are the period. `since` is when the account was first seen, if that is later than `from`: what was used
 * before is not known. The `level` is a warning while more of the budget is used than of the period is gone.
 */
export interface BudgetUse {
  budget: Budget;
  used: Decimal;
  percent: number;
  elapsed: number;
  from: number;
  to: number;
  since: number | null;
  level: 'calm' | 'warning' | 'used_up';
}

/**
 * The local day, week or month around `now`. `firstDay` is the first day of a week, from 1 (Monday) to 7 (Sunday).
 * Times are Unix milliseconds. A day can have 23 or 25 hours.
 */
export function periodAt(period: BudgetPeriod, now: number, firstDay: number) {
  const date = new Date(now);
  const [year, month, today] = [date.getFullYear(), date.getMonth(), date.getDate()];
  const midnight = (day: number, later = 0) => new Date(year, month + later, day).getTime();
  if (period === 'month') return { from: midnight(1), to: midnight(1, 1) };
  if (period === 'day') return { from: midnight(today), to: midnight(today + 1) };
  const first = today - ((date.getDay() - firstDay + 7) % 7);
  return { from: midnight(first), to: midnight(first + 7) };
}

/**
 * The use of `budget` at `now` (Unix milliseconds) by the account's history. `null` where the used amount in the unit
 * of the balance is unknown: it is never an estimate.
 */
export function budgetUse(
  budget: Budget,
  account: Account,
  history: History | null,
  now: number,
  firstDay: number,
): BudgetUse | null {
  const own = history?.owner === ownerOf(account) ? history : null;
  const [first, last] = [own?.samples[0], own?.samples.at(-1)];
  const { from, to } = periodAt(budget.period, now, firstDay);
  const amount = toDecimal(budget.amount);
  const used = own && last?.[3] ? usedSince(own, from, now) : null;
  if (!first || used === null || amount === null) return null;
  const isUsedUp = compare(used, amount) >= 0;
  const share = Number(used) / budget.amount;
  // The detour through toFixed undoes 0.29 * 100 = 28.999….
  const percent = Math.floor(Number((share * 100).toFixed(6)));
  const elapsed = Math.min(1, (now - from) / (to - from));
  const isAhead = share > elapsed && share >= MIN_WARNED_SHARE;
  const seenAt = first[0] * 60_000;
  return {
    budget,
    used,
    percent: isUsedUp ? percent : Math.min(percent, 99),
    elapsed,
    from,
    to,
    since: seenAt > from ? seenAt : null,
    level: isUsedUp ? 'used_up' : isAhead ? 'warning' : 'calm',
  };
}

/** What was used before today, and what is shown as used today. */
function usedSince({ samples, days }: History, from: number, now: number): Decimal | null {
  const today = usedUntil(samples, startOfDay(now));
  const ofToday = dayAt(days, now)?.most ?? usedBetween(today, usedUntil(samples, now));
  const before = usedBetween(usedUntil(samples, from), today);
  return before && ofToday && plus(before, ofToday);
}

/** The used up budget that the user was notified of: its amount, and its period as `week 2026-01-05`. */
export const BudgetAlert = Type.Object({ period: Type.String(), amount: Type.Number() });
export type BudgetAlert = Type.Static<typeof BudgetAlert>;

/**
 * The alert after a balance has arrived that shows a used up budget: the same object if the user is not to be notified
 * now. Each budget is notified once in its period, and again only if the user has raised it meanwhile.
 */
export function budgetAlertAfter(
  alert: BudgetAlert | null,
  { budget, from }: Pick<BudgetUse, 'budget' | 'from'>,
): BudgetAlert {
  const period = `${budget.period} ${dateOf(from)}`;
  const isKnown = alert?.period === period && budget.amount <= alert.amount;
  return isKnown ? alert : { period, amount: budget.amount };
}
