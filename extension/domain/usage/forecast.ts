import { usedBetween, usedUntil } from './days.ts';
import type { Sample } from './history.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** The usage of this many days is averaged, of which at least {@link MIN_DAYS} must have been seen. */
const MAX_DAYS = 7;

const MIN_DAYS = 2;

/** Fewer uses say nothing about a day. */
const MIN_USES = 3;

/** A balance that lasts fewer days is a warning. */
const MIN_CALM_DAYS = 3;

/** How many days the balance lasts at the average usage. */
export type Forecast =
  | { kind: 'unknown' | 'no_number' | 'nothing_left' | 'unused' }
  | {
      kind: 'lasts';
      days: number;
      /** The same at the usage of the recent day with the highest usage. */
      shortest: number;
      /** The same at that of the day with the lowest, `null` if nothing was used on it: then there is no limit. */
      longest: number | null;
      level: 'calm' | 'warning';
    };

/** `unknown` until two days and three uses have been seen. `now` is in Unix milliseconds. */
export function forecast(samples: readonly Sample[], now: number): Forecast {
  const last = samples.at(-1);
  if (!last) return { kind: 'unknown' };
  const [, balance] = last;
  if (balance === null) return { kind: 'no_number' };
  if (balance <= 0) return { kind: 'nothing_left' };
  const [first = last] = samples;
  const from = Math.max(first[0] * MINUTE, now - MAX_DAYS * DAY);
  const days = (now - from) / DAY;
  if (days < MIN_DAYS) return { kind: 'unknown' };
  const amount = usedBetween(usedUntil(samples, from), usedUntil(samples, now));
  if (amount === null || last[3] === null) return { kind: 'unknown' };
  if (amount === '0') return { kind: 'unused' };
  if (countUses(samples, from) < MIN_USES) return { kind: 'unknown' };
  const left = balance / (Number(amount) / days);
  const level = left < MIN_CALM_DAYS ? 'warning' : 'calm';
  return { kind: 'lasts', days: left, ...rangeOf(samples, balance, from, now), level };
}

/**
 * The time from `from` to `now` in equal parts of 24 to 36 hours. Their average is that of the whole time, so the
 * forecast is within the range.
 */
function rangeOf(samples: readonly Sample[], balance: number, from: number, now: number) {
  const count = Math.floor((now - from) / DAY);
  const length = (now - from) / count;
  const ends = Array.from({ length: count + 1 }, (_, index) => from + index * length);
  const totals = ends.map((at) => usedUntil(samples, at));
  const amounts = totals.slice(1).map((total, index) => {
    return Number(usedBetween(totals[index] ?? null, total));
  });
  const daysAt = (amount: number) => balance / (amount / (length / DAY));
  const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
  return { shortest: daysAt(most), longest: least > 0 ? daysAt(least) : null };
}

function countUses(samples: readonly Sample[], from: number): number {
  return samples.filter(([minute, , , used], index) => {
    const before = samples[index - 1]?.[3] ?? null;
    return minute * MINUTE > from && (usedBetween(before, used) ?? '0') !== '0';
  }).length;
}
