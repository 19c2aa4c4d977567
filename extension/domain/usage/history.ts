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

const StoredHistory = Type.Object({
  owner: Type.String({ maxLength: 300 }),
  samples: Type.Array(
    Type.Array(Type.Nullable(Type.Union([Type.Number(), Type.String()])), {
      minItems: 3,
      maxItems: 4,
    }),
    { maxItems: MAX_SAMPLES },
  ),
});

const Days = Type.Array(Day);

/**
 * Reads a stored history, `null` if it is invalid. Version 0.1.0 kept samples of three numbers: the minute, the
 * balance and `used_quota`. Until the background has built a ledger from them, falls of the balance count as
 * usage.
 */
export function readHistory(raw: unknown): History | null {
  if (!matchesSchema(StoredHistory, raw) || !isInOrder(raw.samples)) return null;
  const { owner, samples } = raw;
  const { ledger = null, days = [] } = raw as { ledger?: unknown; days?: unknown };
  const isCurrent = samples.every(isSample) && matchesSchema(Days, days);
  if (isCurrent) return { owner, samples: samples as unknown as Sample[], days, ledger };
  return { owner, samples: migrateSamples(samples), days: [], ledger: null };
}

function isInOrder(samples: readonly (readonly unknown[])[]): boolean {
  return samples.every(
    ([minute], index) =>
      typeof minute === 'number' && (index === 0 || minute >= Number(samples[index - 1]?.[0])),
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
