import { matchesSchema } from '../../../shared/matches-schema.ts';
import type { Account } from '../account-state.ts';
import { compare, type Decimal, toDecimal } from '../amounts/decimal.ts';
import { parseFormatted } from '../amounts/parse-amount.ts';
import { daysAfter } from './days.ts';
import { Ledger, ledgerAfter, type Reading, usedInAll } from './ledger.ts';
import { type History, MAX_SAMPLES, type Sample } from './samples.ts';

const MINUTE = 60_000;
const MINUTES_A_DAY = 24 * 60;

/** Minutes after which a sample is forgotten: 90 days. */
const LONGEST = 90 * MINUTES_A_DAY;

/** Samples that lie closer together than this many minutes become one. */
const CLOSEST = 5;

/** Minutes for which every sample is kept; of older days the first and the last are enough. */
const IN_FULL = 7 * MINUTES_A_DAY;

/** A history that further samples can be added to. */
export interface WholeHistory extends History {
  readonly ledger: Ledger;
}

/** The ledger of a stored history. One that is missing or damaged is made anew from the samples. */
function whole(history: History): WholeHistory | null {
  const { owner, samples, ledger } = history;
  if (matchesSchema(Ledger, ledger)) return { ...history, ledger };
  const readings = samples.map(([minute, balance, units]) => ({
    at: minute * MINUTE,
    balance: toDecimal(balance),
    quota: null,
    used: toDecimal(units),
  }));
  const decimals = Math.max(0, ...readings.map(({ balance }) => decimalsOf(balance)));
  return readings.reduce<WholeHistory | null>(
    (before, reading) => entered(before, owner, { ...reading, decimals }),
    null,
  );
}

function decimalsOf(balance: Decimal | null): number {
  return balance?.split('.')[1]?.length ?? 0;
}

function ownerOf({ id }: Account): string {
  return `${typeof id} ${id}`;
}

/**
 * The history with the account as it is `now` (Unix milliseconds). Another account begins a history of its
 * own. An account that is older than the last sample is not entered. Samples in the future, which a clock
 * that ran ahead has left, count as seen now. `otherTime` is what another clock shows that disagrees by days:
 * nothing is forgotten that is not too old by both, and nothing is in the future that is not so by both.
 */
export function withSample(
  history: History | null,
  account: Account,
  now: number,
  otherTime: number = now,
): WholeHistory {
  const owner = ownerOf(account);
  const formatted = parseFormatted(account.balance_formatted);
  const known = history?.owner === owner ? withoutFuture(whole(history), now, otherTime) : null;
  const at = account.as_of * 1000;
  const last = known?.samples.at(-1)?.[0] ?? -Infinity;
  if (known && at < last * MINUTE) return known;
  const reading: Reading = {
    at,
    balance: formatted?.exact ?? null,
    decimals: formatted?.decimals ?? 0,
    quota: toDecimal(account.quota),
    used: toDecimal(account.used_quota),
  };
  return entered(known, owner, reading, otherTime);
}

function entered(
  history: WholeHistory | null,
  owner: string,
  reading: Reading,
  otherTime: number = reading.at,
): WholeHistory {
  const ledger = ledgerAfter(history?.ledger ?? null, reading);
  const { at, balance } = reading;
  const sample: Sample = [
    Math.floor(at / MINUTE),
    balance === null ? null : Number(balance),
    ledger.isCounting ? Number(ledger.units) : null,
    usedInAll(ledger, at),
  ];
  const samples = thinned(added(history?.samples ?? [], sample), otherTime / MINUTE);
  return { owner, samples, ledger, days: daysAfter(history?.days ?? [], samples, at) };
}

function withoutFuture(
  history: WholeHistory | null,
  now: number,
  otherTime: number,
): WholeHistory | null {
  const last = history?.samples.at(-1)?.[0] ?? 0;
  // A clock that is months ahead of all that was seen is not heard.
  const other = otherTime / MINUTE - last > LONGEST ? now : otherTime;
  const latest = Math.floor(Math.max(now, other) / MINUTE);
  if (!history || last <= latest) return history;
  const samples = history.samples.map(
    ([minute, ...rest]): Sample => [Math.min(minute, latest), ...rest],
  );
  return { ...history, samples };
}

/**
 * A balance that stays the same is two samples, its first and its last. Samples that follow each other
 * closely become one, but never across a turn.
 */
function added(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const [before, last] = [samples.at(-2), samples.at(-1)];
  if (!before || !last || !goesOn(before, last, sample)) return [...samples, sample];
  const isFlat = compareSamples(last, sample) === '0 0' && last[2] === sample[2];
  const isClose = sample[0] - before[0] < CLOSEST || sample[0] === last[0];
  return isFlat || isClose ? [...samples.slice(0, -1), sample] : [...samples, sample];
}

function goesOn(before: Sample, last: Sample, sample: Sample): boolean {
  const direction = compareSamples(before, last);
  return direction !== null && direction === compareSamples(last, sample);
}

/** The directions of the balance and of what was used, `null` where one of them is not known. */
function compareSamples(one: Sample, other: Sample): string | null {
  if (one[1] === null || other[1] === null || one[3] === null || other[3] === null) return null;
  return `${Math.sign(other[1] - one[1])} ${compare(other[3], one[3])}`;
}

function thinned(samples: readonly Sample[], otherMinute: number): readonly Sample[] {
  const now = Math.min(samples.at(-1)?.[0] ?? 0, otherMinute);
  const isYoung = ([minute]: Sample) => now - minute <= LONGEST;
  const young = samples.slice(samples.findIndex(isYoung));
  if (young.length <= MAX_SAMPLES) return young;
  const dayOf = (sample: Sample | undefined) => sample && Math.floor(sample[0] / MINUTES_A_DAY);
  const thin = young.filter((sample, index) => {
    if (now - sample[0] <= IN_FULL) return true;
    const day = dayOf(sample);
    return day !== dayOf(young[index - 1]) || day !== dayOf(young[index + 1]);
  });
  return thin.slice(-MAX_SAMPLES);
}

/** How many times credit was added, as far as the history knows. */
export function creditsIn(history: History | null): number {
  return matchesSchema(Ledger, history?.ledger) ? history.ledger.credits : 0;
}
