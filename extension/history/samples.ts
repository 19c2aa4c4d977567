import * as Type from 'typebox';
import type { Account } from '../account/state.ts';
import { readAmount } from '../amount/read-amount.ts';
import { ageMs } from '../time/stored-time.ts';

/** Samples kept at the most: some 60 kB of storage. */
export const MOST_SAMPLES = 2_400;

const MINUTES_A_DAY = 24 * 60;

/** Minutes after which a sample is forgotten: 90 days. */
const LONGEST = 90 * MINUTES_A_DAY;

/** Samples that lie closer together than this many minutes become one. */
const CLOSEST = 5;

/** Minutes for which every sample is kept; of older days the first and the last are enough. */
const IN_FULL = 7 * MINUTES_A_DAY;

/**
 * One look at the account: the minute (Unix time), the balance as a number, or null where none could be
 * read, and what was used in all, in the platform's own units, or null where the platform does not say.
 */
export type Sample = readonly [minute: number, balance: number | null, used: number | null];

/** What was seen of one account, oldest first. */
export const History = Type.Object({
  /** The account's id. */
  owner: Type.String({ maxLength: 300 }),
  samples: Type.Array(
    Type.Array(Type.Union([Type.Number(), Type.Null()]), { minItems: 3, maxItems: 3 }),
    { maxItems: MOST_SAMPLES },
  ),
});

export interface History {
  readonly owner: string;
  readonly samples: readonly Sample[];
}

/** Whether a stored value is a history that can be counted on: in order, and with numbers where they belong. */
export function isHistory(value: { owner: string; samples: unknown[][] }): boolean {
  return value.samples.every(
    ([minute, , used], index) =>
      typeof minute === 'number' &&
      (typeof used === 'number' || used === null) &&
      (index === 0 || minute > Number(value.samples[index - 1]?.[0])),
  );
}

function ownerOf({ id }: Account): string {
  return `${typeof id} ${id}`;
}

/** What was used in all; null where the platform does not say, or a number does not hold it exactly. */
function usedUnits({ used_quota }: Account): number | null {
  return typeof used_quota === 'number' ? used_quota : null;
}

/** The history with the account as it is now. Another account begins a history of its own. */
export function withSample(history: History | null, account: Account): History {
  const owner = ownerOf(account);
  const sample: Sample = [
    Math.floor(account.as_of / 60),
    readAmount(account.balance_formatted),
    usedUnits(account),
  ];
  const before = history?.owner === owner ? history.samples : [];
  return { owner, samples: thinned(added(before, sample)) };
}

/**
 * A balance that stays the same is two samples, its first and its last. Looks that follow each other
 * closely become one, but never across a turn, which would make a top-up hide what was used before it.
 */
function added(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const known = withoutFuture(samples, sample);
  const last = known.at(-1);
  const before = known.at(-2);
  if (!last) return [sample];
  if (sample[0] < last[0]) return known;
  const isSameMinute = sample[0] === last[0];
  const goesOn = before !== undefined && direction(before, last) === direction(last, sample);
  const isFlat = goesOn && direction(last, sample) === 0 && last[2] === sample[2];
  const isClose = before !== undefined && sample[0] - before[0] < CLOSEST;
  const replaces = isSameMinute || isFlat || (goesOn && isClose);
  return replaces ? [...known.slice(0, -1), sample] : [...known, sample];
}

/**
 * The history without samples in the future, which a clock that ran ahead has left: they would keep
 * every new one out. `now` is Unix milliseconds.
 */
export function pastSamples(history: History | null, now: number): History | null {
  if (!history) return null;
  const samples = history.samples.filter(([minute]) => ageMs(minute * 60_000, now) !== null);
  return samples.length === history.samples.length ? history : { ...history, samples };
}

/** After a clock that ran more than a day ahead has been put right, what it wrote is worth nothing. */
function withoutFuture(samples: readonly Sample[], [minute]: Sample): readonly Sample[] {
  const isAhead = (samples.at(-1)?.[0] ?? 0) - minute > MINUTES_A_DAY;
  return isAhead ? samples.filter(([at]) => at <= minute) : samples;
}

function direction([, one]: Sample, [, other]: Sample): number | null {
  return one === null || other === null ? null : Math.sign(other - one);
}

function thinned(samples: readonly Sample[]): readonly Sample[] {
  const now = samples.at(-1)?.[0] ?? 0;
  const young = samples.filter(([minute]) => now - minute <= LONGEST);
  if (young.length <= MOST_SAMPLES) return young;
  const dayOf = (sample: Sample | undefined) => sample && Math.floor(sample[0] / MINUTES_A_DAY);
  const thin = young.filter((sample, index) => {
    if (now - sample[0] <= IN_FULL) return true;
    const day = dayOf(sample);
    return day !== dayOf(young[index - 1]) || day !== dayOf(young[index + 1]);
  });
  return thin.slice(-MOST_SAMPLES);
}
