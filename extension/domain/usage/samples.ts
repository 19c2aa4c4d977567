import { matchesSchema } from '../../../shared/matches-schema.ts';
import * as Type from '../../../shared/schema.ts';
import { compare, type Decimal, isDecimal, minus, plus, toDecimal } from '../amounts/decimal.ts';
import { Day } from './days.ts';

/** Samples kept at the most: some 100 kB of storage. */
export const MAX_SAMPLES = 2_400;

/**
 * What was known of the account at one time: the minute (Unix time), the balance, the platform's units and
 * the amount that were used in all until then. `null` for what is not known. What was used between two
 * samples is the difference, so leaving samples out loses nothing.
 */
export type Sample = readonly [
  minute: number,
  balance: number | null,
  units: number | null,
  used: Decimal | null,
];

export interface History {
  /** The account's id. */
  readonly owner: string;
  /** Oldest first. */
  readonly samples: readonly Sample[];
  readonly days: readonly Day[];
  /** What the background adds the next sample to; it checks that itself. */
  readonly ledger: unknown;
}

const Stored = Type.Object({
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
 * Reads a stored history, `null` where it is none. Version 0.1.0 kept samples of three numbers, the
 * minute, the balance and `used_quota`. Until the background has entered them in a ledger, falls of the
 * balance are what was used.
 */
export function readHistory(raw: unknown): History | null {
  if (!matchesSchema(Stored, raw) || !isInOrder(raw.samples)) return null;
  const { owner, samples } = raw;
  const { ledger = null, days = [] } = raw as { ledger?: unknown; days?: unknown };
  const isWhole = samples.every(isSample) && matchesSchema(Days, days);
  if (isWhole) return { owner, samples: samples as unknown as Sample[], days, ledger };
  return { owner, samples: fromNumbers(samples), days: [], ledger: null };
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
    sample.length === 4 &&
    (balance === null || typeof balance === 'number') &&
    (units === null || typeof units === 'number') &&
    (used === null || isDecimal(used))
  );
}

function fromNumbers(samples: readonly (readonly unknown[])[]): Sample[] {
  let used: Decimal = '0';
  let last: Decimal | null = null;
  return samples.map(([minute, balance, units]) => {
    const now = toDecimal(balance);
    if (now !== null && last !== null && compare(now, last) < 0)
      used = plus(used, minus(last, now));
    last = now ?? last;
    return [
      Number(minute),
      typeof balance === 'number' ? balance : null,
      typeof units === 'number' ? units : null,
      now === null ? null : used,
    ];
  });
}
