import type { Decimal } from '../amounts/decimal.ts';
import { addDays, dayAt, startOfDay, unitsUntil, usedBetween, usedUntil } from './days.ts';
import type { History, Sample } from './history.ts';

const MINUTE = 60_000;

/**
 * The usage of one day: `amount` in the unit of the balance, `units` in the platform's, `null` if unknown.
 * `day` is its midnight (Unix milliseconds). `balance` is the last one seen by its end.
 */
export interface DailyUsage {
  day: number;
  /** Whether the account had been seen by the end of the day. */
  isSeen: boolean;
  balance: number | null;
  units: number | null;
  amount: Decimal | null;
}

/** The last `count` local days, oldest first, with today. `now` is in Unix milliseconds. */
export function dailyUsage(history: History | null, count: number, now: number): DailyUsage[] {
  const samples = history?.samples ?? [];
  const today = startOfDay(now);
  const shown = dayAt(history?.days ?? [], now);
  return Array.from({ length: count }, (_, index) => {
    const day = addDays(today, index - count + 1);
    const end = addDays(day, 1);
    const seen = samples.findLast(([minute]) => minute * MINUTE < end) ?? null;
    const of = { day, isSeen: seen !== null, balance: seen?.[1] ?? null };
    if (day < today || !shown) return { ...of, ...usageBetween(samples, seen, day, end) };
    const last = samples.at(-1);
    const units = last?.[2] ?? null;
    return {
      ...of,
      units: units === null ? null : Math.max(0, units - shown.units),
      amount: last?.[3] === null ? null : shown.most,
    };
  });
}

function usageBetween(samples: readonly Sample[], seen: Sample | null, from: number, to: number) {
  if (!seen) return { units: 0, amount: '0' };
  const [, , units, used] = seen;
  return {
    units: units === null ? null : Math.max(0, unitsUntil(samples, to) - unitsUntil(samples, from)),
    amount: used === null ? null : usedBetween(usedUntil(samples, from), usedUntil(samples, to)),
  };
}
