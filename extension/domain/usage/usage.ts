import type { Decimal } from '../amounts/decimal.ts';
import { addDays, dayAt, startOfDay, unitsUntil, usedBetween, usedUntil } from './days.ts';
import type { History, Sample } from './samples.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/**
 * One day of the chart. `amount` is what was used in the unit of the balance, `units` in the platform's;
 * each is `null` where it is not known. `balance` is the last one seen by the end of the day.
 */
export interface DayOfUse {
  day: number;
  /** Whether the account had been seen by its end. */
  isSeen: boolean;
  balance: number | null;
  units: number | null;
  amount: Decimal | null;
}

/** The last `count` local days, oldest first, today last. `now` is Unix milliseconds. */
export function daysOfUse(history: History | null, count: number, now: number): DayOfUse[] {
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

/** Days over which the rate is taken, and how many of them must have been seen. */
const WINDOW = { longest: 7, least: 2 };

/** Falls that must have been seen: a single one says nothing about a day. */
const LEAST_FALLS = 3;

/** How long the balance lasts at the rate of the last days. */
export type Forecast =
  | { kind: 'unknown' | 'no_number' | 'nothing_left' | 'unused' }
  | { kind: 'lasts'; days: number };

/**
 * Withheld (`unknown`) until two days and three uses have been seen; none where the balance is no number
 * (`no_number`), or nothing is left. `now` is Unix milliseconds.
 */
export function forecast(samples: readonly Sample[], now: number): Forecast {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) return { kind: 'unknown' };
  const [, balance] = last;
  if (balance === null) return { kind: 'no_number' };
  if (balance <= 0) return { kind: 'nothing_left' };
  const from = Math.max(first[0] * MINUTE, now - WINDOW.longest * DAY);
  const days = (now - from) / DAY;
  if (days < WINDOW.least) return { kind: 'unknown' };
  const amount = usedBetween(usedUntil(samples, from), usedUntil(samples, now));
  if (amount === null || last[3] === null) return { kind: 'unknown' };
  if (amount === '0') return { kind: 'unused' };
  if (usesAfter(samples, from) < LEAST_FALLS) return { kind: 'unknown' };
  return { kind: 'lasts', days: balance / (Number(amount) / days) };
}

function usesAfter(samples: readonly Sample[], from: number): number {
  return samples.filter(([minute, , , used], index) => {
    const before = samples[index - 1]?.[3] ?? null;
    return minute * MINUTE > from && (usedBetween(before, used) ?? '0') !== '0';
  }).length;
}
