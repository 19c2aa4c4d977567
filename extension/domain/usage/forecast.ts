import { usedBetween, usedUntil } from './days.ts';
import type { Sample } from './history.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** The usage of this many days is averaged, of which at least {@link MIN_DAYS} must have been seen. */
const MAX_DAYS = 7;

const MIN_DAYS = 2;

/** Fewer uses say nothing about a day. */
const MIN_USES = 3;

/** How many days the balance lasts at the average usage. */
export type Forecast =
  | { kind: 'unknown' | 'no_number' | 'nothing_left' | 'unused' }
  | { kind: 'lasts'; days: number };

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
  return { kind: 'lasts', days: balance / (Number(amount) / days) };
}

function countUses(samples: readonly Sample[], from: number): number {
  return samples.filter(([minute, , , used], index) => {
    const before = samples[index - 1]?.[3] ?? null;
    return minute * MINUTE > from && (usedBetween(before, used) ?? '0') !== '0';
  }).length;
}
