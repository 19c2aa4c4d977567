import { matchesSchema } from '../../../shared/matches-schema.ts';
import * as Type from '../../../shared/schema.ts';
import type { Account } from '../account-state.ts';
import { Decimal, max, minus, plus, toDecimal } from '../amounts/decimal.ts';

/** About 100 kB of storage. */
export const MAX_SAMPLES = 2_400;

/**
 * The account at one time: the minute (Unix time), the balance, and the total usage until then in the
 * platform's units and as an amount. `null` for what is unknown. Usage is the difference of two samples, so
 * samples can be left out without loss.
 */
export type Sample = readonly [
  minute: number,
  balance: number | null,
  units: number | null,
  used: Decimal | null,
];

/**
 * What was shown as used on one local day. It never goes down within the day, whatever becomes of the samples,
 * the clock, or the time zone. `units` and `base` are the total usage when the day began, `most` is the highest
 * amount used since.
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

export interface History {
  /** The account's id, from {@link ownerOf}. */
  readonly owner: string;
  /** Oldest first. */
  readonly samples: readonly Sample[];
  readonly days: readonly Day[];
  /** The background checks it before it adds the next sample. */
  readonly ledger: unknown;
}

/** Identifies the account of a history. The id `1` and the id `"1"` are different. */
export function ownerOf({ id }: Account): string {
  return `${typeof id} ${id}`;
}

const StoredHistory = Type.Object({ owner: Type.String({ maxLength: 300 }) });

const Days = Type.Array(Day);

/**
 * Reads a stored history, `null` if it is invalid. Version 0.1.0 kept samples of three numbers: the minute, the
 * balance and `used_quota`. Until the background has built a ledger from them, falls of the balance count as
 * usage.
 */
export function readHistory(raw: unknown): History | null {
  if (!matchesSchema(StoredHistory, raw)) return null;
  const { owner, samples, ledger = null, days = [] } = raw as Record<string, unknown> & typeof raw;
  if (!areSamples(samples)) return null;
  const isCurrent = samples.every(isSample) && matchesSchema(Days, days);
  if (isCurrent) return { owner, samples: samples as unknown as Sample[], days, ledger };
  return { owner, samples: migrateSamples(samples), days: [], ledger: null };
}

/** Samples of any version, oldest first. They are thousands, for which a schema takes twenty times as long. */
function areSamples(samples: unknown): samples is readonly (readonly unknown[])[] {
  return (
    Array.isArray(samples) &&
    samples.length <= MAX_SAMPLES &&
    samples.every(
      (sample, index) =>
        Array.isArray(sample) &&
        (sample.length === 3 || sample.length === 4) &&
        sample.every((one) => one === null || typeof one === 'string' || Number.isFinite(one)) &&
        typeof sample[0] === 'number' &&
        (index === 0 || sample[0] >= samples[index - 1][0]),
    )
  );
}

function isSample(sample: readonly unknown[]): boolean {
  const [, balance, units, used] = sample;
  return (
    (balance === null || typeof balance === 'number') &&
    (units === null || typeof units === 'number') &&
    (used === null || matchesSchema(Decimal, used))
  );
}

/** Adds the amount used to samples of version 0.1.0. */
function migrateSamples(samples: readonly (readonly unknown[])[]): Sample[] {
  let used: Decimal = '0';
  let last: Decimal | null = null;
  return samples.map(([minute, balance, units]) => {
    const now = toDecimal(balance);
    if (now !== null && last !== null) used = plus(used, max('0', minus(last, now)));
    last = now ?? last;
    return [
      Number(minute),
      typeof balance === 'number' ? balance : null,
      typeof units === 'number' ? units : null,
      now === null ? null : used,
    ];
  });
}
