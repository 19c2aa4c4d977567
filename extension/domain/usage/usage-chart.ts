import { creditTimes } from './credits.ts';
import { type DailyUsage, dailyUsage } from './daily-usage.ts';
import { addDays, dateOf, startOfDay } from './days.ts';
import type { History, Sample } from './history.ts';

const MINUTE = 60_000;

/** The periods that the chart can show, in days. */
export const PERIODS = [7, 30] as const;

/** An average of fewer days says nothing. */
const MIN_AVERAGED_DAYS = 2;

/** One day of the chart. */
export interface ChartDay extends Omit<DailyUsage, 'isSeen'> {
  /** The local date: `2026-01-05`. */
  date: string;
  isToday: boolean;
  /**
   * `seen` if the account was seen on that day, or if nothing was used between the samples around it. `spread` if
   * the usage is a share of what was used between them. `unseen` before the first and after the last sample.
   */
  coverage: 'seen' | 'spread' | 'unseen';
  /** The height of the bar in the unit of the chart, `null` if the usage is unknown. */
  used: number | null;
  /** How many credits arrived. */
  credits: number;
}

/** The balance from a time (Unix milliseconds) on, `null` if it has no number. */
export interface BalancePoint {
  at: number;
  balance: number | null;
}

/**
 * What the chart shows. `too_little` before the second day: `from` is the midnight (Unix milliseconds) of the
 * day from which there is something to draw. `no_number` if no day's usage is known.
 */
export type UsageChart =
  | { kind: 'too_little'; from: number }
  | { kind: 'no_number' }
  | {
      kind: 'drawn';
      /** Oldest first, today last. */
      days: ChartDay[];
      /** The unit of `used`, `highest` and `average`: that of the balance, or the platform's. */
      unit: 'amount' | 'units';
      /** The day with the highest usage, the latest of equals, `null` if nothing was used. */
      highest: ChartDay | null;
      /** Per whole day: neither today nor the day of the first sample. `null` below two whole days. */
      average: number | null;
      /** The balances since the first day began, oldest first. The balance keeps its value between them. */
      balances: BalancePoint[];
    };

/** The chart of the last `count` local days with today. `now` is in Unix milliseconds. */
export function usageChart(history: History | null, count: number, now: number): UsageChart {
  const today = startOfDay(now);
  const firstDay = firstDayOf(history);
  if (!history || firstDay === null || firstDay >= today)
    return { kind: 'too_little', from: addDays(today, 1) };
  const { days, unit } = daysOf(history, count, now);
  if (days.every(({ used }) => used === null)) return { kind: 'no_number' };
  const most = Math.max(...days.map(({ used }) => used ?? 0));
  const highest = (most > 0 && days.findLast(({ used }) => used === most)) || null;
  const whole = days.filter(({ day, isToday }) => !isToday && day > firstDay);
  const average = averageOf(whole.flatMap(({ used }) => used ?? []));
  const balances = balancesSince(history.samples, addDays(today, 1 - count));
  return { kind: 'drawn', days, unit, highest, average, balances };
}

/** The periods that differ from each other, none if there is too little to draw. `now` is in Unix milliseconds. */
export function periodsOf(history: History | null, now: number): number[] {
  const firstDay = firstDayOf(history);
  const today = startOfDay(now);
  return PERIODS.filter((_, index) => {
    const shorter = PERIODS[index - 1] ?? 1;
    return firstDay !== null && firstDay < addDays(today, 1 - shorter);
  });
}

function firstDayOf(history: History | null): number | null {
  const [first] = history?.samples ?? [];
  return first ? startOfDay(first[0] * MINUTE) : null;
}

function daysOf(history: History, count: number, now: number) {
  const today = startOfDay(now);
  const credits = creditTimes(history);
  const usage = dailyUsage(history, count, now).map(({ isSeen: _, ...one }) => {
    return { ...one, coverage: coverageOf(history, one.day) };
  });
  const unit = usage.every(({ amount }) => amount !== null) ? 'amount' : 'units';
  const days = usage.map((one): ChartDay => {
    const { day, coverage } = one;
    const size = coverage === 'unseen' ? null : one[unit];
    return {
      ...one,
      date: dateOf(day),
      isToday: day === today,
      used: size === null ? null : Number(size),
      credits: credits.filter((at) => at >= day && at < addDays(day, 1)).length,
    };
  });
  return { days, unit } as const;
}

function coverageOf({ samples, days }: History, day: number): ChartDay['coverage'] {
  const end = addDays(day, 1);
  const next = samples.findIndex(([minute]) => minute * MINUTE >= day);
  const [before, after] = [samples[next - 1], samples[next]];
  const isSampled = after !== undefined && after[0] * MINUTE < end;
  if (isSampled || days.some(({ date }) => date === dateOf(day))) return 'seen';
  if (!before || !after) return 'unseen';
  const isKnown = (before[2] ?? before[3]) !== null;
  const isUnused = before[2] === after[2] && before[3] === after[3];
  return isKnown && isUnused ? 'seen' : 'spread';
}

function averageOf(sizes: readonly number[]): number | null {
  if (sizes.length < MIN_AVERAGED_DAYS) return null;
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
}

/** The last balance before `from` (Unix milliseconds) counts as seen then. */
function balancesSince(samples: readonly Sample[], from: number): BalancePoint[] {
  const points = samples.map(([minute, balance]) => ({ at: minute * MINUTE, balance }));
  const before = points.findLast(({ at }) => at < from);
  return [...(before ? [{ ...before, at: from }] : []), ...points.filter(({ at }) => at >= from)];
}
