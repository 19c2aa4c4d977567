import type { Sample } from './samples.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** What was used between two samples, in the platform's units and of the balance, each where that can be told. */
interface Step {
  /** Unix milliseconds. */
  from: number;
  to: number;
  units: number | null;
  amount: number | null;
}

/**
 * Use over a stretch of time. `amount` is in the balance's own unit, null where no balance could be read;
 * `units` are null where the platform does not say what was used.
 */
export interface Use {
  units: number | null;
  amount: number | null;
}

/**
 * What was used from each sample to the next. A balance that falls was used; one that rises was topped
 * up, and then the units that were used say how much of it went meanwhile, at the price that the falls
 * show. Units that fall are a reset or a refund, and count as none used.
 */
export function stepsOf(samples: readonly Sample[]): Step[] {
  const pairs = samples.slice(1).map((to, index) => [samples[index] as Sample, to] as const);
  const price = priceOf(pairs);
  return pairs.map(([one, other]) => {
    const units = unitsOf(one, other);
    const fall = fallOf(one, other);
    const amount = fall === null || fall >= 0 ? fall : (units ?? 0) * price;
    return { from: one[0] * MINUTE, to: other[0] * MINUTE, units, amount };
  });
}

function unitsOf([, , one]: Sample, [, , other]: Sample): number | null {
  return one === null || other === null ? null : Math.max(0, other - one);
}

function fallOf([, one]: Sample, [, other]: Sample): number | null {
  return one === null || other === null ? null : one - other;
}

/** How much of the balance one unit costs, from the steps in which it fell; 0 where none of them tells. */
function priceOf(pairs: readonly (readonly [Sample, Sample])[]): number {
  let fallen = 0;
  let units = 0;
  for (const [one, other] of pairs) {
    const fall = fallOf(one, other);
    const used = unitsOf(one, other);
    if (fall === null || fall <= 0 || used === null || used <= 0) continue;
    fallen += fall;
    units += used;
  }
  return units > 0 ? fallen / units : 0;
}

/** What was used from `from` to `to` (Unix milliseconds); a step that reaches over an end counts with its share. */
export function sumBetween(steps: readonly Step[], from: number, to: number): Use {
  let units: number | null = 0;
  let amount: number | null = steps.length > 0 ? 0 : null;
  for (const step of steps) {
    const overlap = Math.min(step.to, to) - Math.max(step.from, from);
    if (overlap <= 0) continue;
    const share = overlap / (step.to - step.from);
    units = units === null || step.units === null ? null : units + step.units * share;
    amount = amount === null || step.amount === null ? null : amount + step.amount * share;
  }
  return { units, amount };
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

/** One day of the chart. `balance` is the last one seen by its end, null where none is known. */
export interface DayOfUse extends Use {
  day: number;
  /** Whether the account had been seen by its end. */
  isSeen: boolean;
  balance: number | null;
}

/** The last `count` local days, oldest first, today last. `now` is Unix milliseconds. */
export function daysOfUse(samples: readonly Sample[], count: number, now: number): DayOfUse[] {
  const steps = stepsOf(samples);
  const today = startOfDay(now);
  return Array.from({ length: count }, (_, index) => {
    const day = addDays(today, index - count + 1);
    const end = addDays(day, 1);
    const seen = samples.findLast(([minute]) => minute * MINUTE < end);
    const balance = seen ? seen[1] : null;
    const { units, amount } = sumBetween(steps, day, end);
    const isFirstLook = steps.length === 0 && balance !== null;
    return { day, isSeen: seen !== undefined, balance, units, amount: isFirstLook ? 0 : amount };
  });
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
 * Withheld (`unknown`) until two days and three falls of the balance have been seen; none where the
 * balance is no number (`no_number`), or nothing is left. `now` is Unix milliseconds.
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
  const steps = stepsOf(samples);
  const { amount } = sumBetween(steps, from, now);
  if (amount === null) return { kind: 'unknown' };
  if (amount <= 0) return { kind: 'unused' };
  const falls = steps.filter((step) => step.to > from && (step.amount ?? 0) > 0);
  if (falls.length < LEAST_FALLS) return { kind: 'unknown' };
  return { kind: 'lasts', days: balance / (amount / days) };
}
