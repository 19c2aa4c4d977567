import { compare, type Decimal, max, minus, plus, share, toDecimal } from '../amounts/decimal.ts';
import type { Day, Sample } from './history.ts';

const MINUTE = 60_000;

/** Enough for changes of the time zone and for clocks that are wrong for a while. */
const MAX_DAYS = 10;

/** The days after the newest sample, that of `at` (Unix milliseconds). */
export function daysAfter(days: readonly Day[], samples: readonly Sample[], at: number): Day[] {
  const date = dateOf(at);
  const midnight = startOfDay(at);
  const known = dayAt(days, at);
  const used = samples.at(-1)?.[3] ?? null;
  const [first] = samples;
  // If the history began today and did not know the amount at first, nothing was used before it.
  const isNew = first !== undefined && first[0] * MINUTE >= midnight && first[3] === null;
  const base = known?.base ?? (isNew ? '0' : (usedUntil(samples, midnight) ?? used));
  const most = known?.most ?? '0';
  const day = {
    date,
    from: known?.from ?? Math.floor(at / MINUTE) * MINUTE,
    units: known?.units ?? unitsUntil(samples, midnight),
    base,
    most: used === null || base === null ? most : max(most, minus(used, base)),
  };
  return [...days.filter((one) => one.date !== date), day].slice(-MAX_DAYS);
}

/** The day of a time (Unix milliseconds). A day first seen after that time was recorded while the clock ran ahead. */
export function dayAt(days: readonly Day[], at: number): Day | undefined {
  return days.find(({ date, from }) => date === dateOf(at) && from <= at);
}

/** The local date of a time (Unix milliseconds). */
export function dateOf(at: number): string {
  // Swedish dates have the format of ISO 8601.
  return new Date(at).toLocaleDateString('sv');
}

/** The midnight before a time (Unix milliseconds), in local time. */
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** The midnight `days` local days later. A day can have 23 or 25 hours. */
export function addDays(midnight: number, days: number): number {
  const date = new Date(midnight);
  return date.setDate(date.getDate() + days);
}

/**
 * The amount used until a time (Unix milliseconds). Usage between two samples is spread evenly over the time
 * between them. `null` if no sample has the amount.
 */
export function usedUntil(samples: readonly Sample[], at: number): Decimal | null {
  return valueAt(samples, ([, , , used]) => used, at);
}

/** The same in the platform's units, 0 if no sample has them. */
export function unitsUntil(samples: readonly Sample[], at: number): number {
  return Number(valueAt(samples, ([, , units]) => toDecimal(units), at));
}

function valueAt(
  samples: readonly Sample[],
  usedOf: (sample: Sample) => Decimal | null,
  at: number,
): Decimal | null {
  // Only the samples beside that time are read: a history has thousands.
  const before = samples.findLast((one) => one[0] * MINUTE <= at && usedOf(one) !== null);
  const after = samples.find((one) => one[0] * MINUTE > at && usedOf(one) !== null);
  const used = before ? usedOf(before) : null;
  const next = after ? usedOf(after) : null;
  if (!before || !after || used === null || next === null) return used ?? next;
  const passed = Math.round(at) - before[0] * MINUTE;
  const length = (after[0] - before[0]) * MINUTE;
  return plus(used, share(minus(next, used), passed, length));
}

/** What was used between two totals: `0` if the total went down, `null` if one is unknown. */
export function usedBetween(one: Decimal | null, other: Decimal | null): Decimal | null {
  if (one === null || other === null) return null;
  return compare(other, one) > 0 ? minus(other, one) : '0';
}
