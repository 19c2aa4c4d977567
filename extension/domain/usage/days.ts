import * as Type from '../../../shared/schema.ts';
import { compare, Decimal, max, minus, plus, share, toDecimal } from '../amounts/decimal.ts';
import type { Sample } from './samples.ts';

const MINUTE = 60_000;

/** Days kept: enough for journeys and for clocks that are wrong for a while. */
const MAX_DAYS = 10;

/**
 * What has been shown as used on one local day. It is kept because it must never be taken back within the
 * day, whatever becomes of the samples, the clock, or the time zone. `units` and `base` are what had been
 * used in all when the day began, `most` the highest amount since.
 */
export const Day = Type.Object({
  /** `2026-01-05`, in the time zone of that moment. */
  date: Type.String({ maxLength: 10 }),
  /** When it was first seen (Unix milliseconds, a whole minute). */
  from: Type.Number(),
  units: Type.Number(),
  base: Type.Nullable(Decimal),
  most: Decimal,
});
export type Day = Type.Static<typeof Day>;

/** The days after the last of the samples, which is of `at` (Unix milliseconds). */
export function daysAfter(days: readonly Day[], samples: readonly Sample[], at: number): Day[] {
  const date = dateOf(at);
  const midnight = startOfDay(at);
  const known = dayAt(days, at);
  const used = samples.at(-1)?.[3] ?? null;
  const [first] = samples;
  // A history of today alone that does not know the amount at first began with none.
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

/** The day at a time (Unix milliseconds). One that was first seen later than that was seen by a clock that ran ahead. */
export function dayAt(days: readonly Day[], at: number): Day | undefined {
  return days.find(({ date, from }) => date === dateOf(at) && from <= at);
}

/** The local date of a time (Unix milliseconds). */
export function dateOf(at: number): string {
  // Sweden writes dates as ISO 8601 does.
  return new Date(at).toLocaleDateString('sv');
}

/** The midnight that begins the local day of a time (Unix milliseconds). */
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** The midnight `days` local days later; days can be 23 or 25 hours long. */
export function addDays(midnight: number, days: number): number {
  const date = new Date(midnight);
  return date.setDate(date.getDate() + days);
}

/**
 * The amount used in all until a time (Unix milliseconds). What was used between two samples is spread
 * evenly over the time between them. `null` where no sample knows the amount.
 */
export function usedUntil(samples: readonly Sample[], at: number): Decimal | null {
  return valueAt(
    samples.flatMap(([minute, , , used]) => (used === null ? [] : [{ minute, used }])),
    at,
  );
}

/** The same in the platform's units; 0 where no sample knows them. */
export function unitsUntil(samples: readonly Sample[], at: number): number {
  const known = samples.flatMap(([minute, , units]) => {
    const used = toDecimal(units);
    return used === null ? [] : [{ minute, used }];
  });
  return Number(valueAt(known, at));
}

interface Point {
  minute: number;
  used: Decimal;
}

function valueAt(points: readonly Point[], at: number): Decimal | null {
  const next = points.findIndex(({ minute }) => minute * MINUTE > at);
  const before = next === -1 ? points.at(-1) : points[next - 1];
  const after = points[next];
  if (!before || !after) return (before ?? after)?.used ?? null;
  const passed = Math.round(at) - before.minute * MINUTE;
  const length = (after.minute - before.minute) * MINUTE;
  return plus(before.used, share(minus(after.used, before.used), passed, length));
}

/** What was used between two amounts used in all: none where that has gone back. */
export function usedBetween(one: Decimal | null, other: Decimal | null): Decimal | null {
  if (one === null || other === null) return null;
  return compare(other, one) > 0 ? minus(other, one) : '0';
}
