import { matchesSchema } from '../../../shared/matches-schema.ts';
import type { Account } from '../account-state.ts';
import { compare, toDecimal } from '../amounts/decimal.ts';
import { parseFormatted } from '../amounts/parse-amount.ts';
import { daysAfter } from './days.ts';
import { type History, MAX_SAMPLES, type Sample } from './history.ts';
import { type Entry, Ledger, ledgerAfter, totalUsed } from './ledger.ts';

const MINUTE = 60_000;
const MINUTES_A_DAY = 24 * 60;

/** Older samples are forgotten. In minutes. */
const MAX_AGE = 90 * MINUTES_A_DAY;

/** Samples that are closer together become one. In minutes. */
const MIN_DISTANCE = 5;

/** Younger samples are all kept. Of older days the first and the last are enough. In minutes. */
const FULL_DETAIL_AGE = 7 * MINUTES_A_DAY;

/** A history with a valid ledger. */
export interface CheckedHistory extends History {
  readonly ledger: Ledger;
}

/** A stored history with its ledger. A missing or damaged ledger is rebuilt from the samples. */
function withLedger(history: History): CheckedHistory | null {
  const { owner, samples, ledger } = history;
  if (matchesSchema(Ledger, ledger)) return { ...history, ledger };
  const entries = samples.map(([minute, balance, units]) => ({
    at: minute * MINUTE,
    balance: toDecimal(balance),
    quota: null,
    used: toDecimal(units),
  }));
  const decimals = Math.max(
    0,
    ...entries.map(({ balance }) => balance?.split('.')[1]?.length ?? 0),
  );
  return entries.reduce<CheckedHistory | null>(
    (before, entry) => addEntry(before, owner, { ...entry, decimals }),
    null,
  );
}

/**
 * The history with the account of `now` (Unix milliseconds) added. Another account begins a new history. An
 * account older than the last sample is not added. Samples in the future, left by a clock that ran ahead,
 * count as seen now. `otherTime` is the time of another clock that differs by days: samples are forgotten, or
 * count as in the future, only if both clocks say so.
 */
export function withSample(
  history: History | null,
  account: Account,
  now: number,
  otherTime: number = now,
): CheckedHistory {
  const owner = `${typeof account.id} ${account.id}`;
  const formatted = parseFormatted(account.balance_formatted);
  const known =
    history?.owner === owner ? withoutFuture(withLedger(history), now, otherTime) : null;
  const at = account.as_of * 1000;
  const last = known?.samples.at(-1)?.[0] ?? 0;
  if (known && at < last * MINUTE) return known;
  const entry: Entry = {
    at,
    balance: formatted?.exact ?? null,
    decimals: formatted?.decimals ?? 0,
    quota: toDecimal(account.quota),
    used: toDecimal(account.used_quota),
  };
  return addEntry(known, owner, entry, otherTime);
}

function addEntry(
  history: CheckedHistory | null,
  owner: string,
  entry: Entry,
  otherTime: number = entry.at,
): CheckedHistory {
  const ledger = ledgerAfter(history?.ledger ?? null, entry);
  const { at, balance } = entry;
  const sample: Sample = [
    Math.floor(at / MINUTE),
    balance === null ? null : Number(balance),
    ledger.isCounting ? Number(ledger.units) : null,
    totalUsed(ledger, at),
  ];
  const samples = thinOut(append(history?.samples ?? [], sample), otherTime / MINUTE);
  return { owner, samples, ledger, days: daysAfter(history?.days ?? [], samples, at) };
}

function withoutFuture(
  history: CheckedHistory | null,
  now: number,
  otherTime: number,
): CheckedHistory | null {
  const last = history?.samples.at(-1)?.[0] ?? 0;
  // A clock that is months ahead of the last sample is ignored.
  const other = otherTime / MINUTE - last > MAX_AGE ? now : otherTime;
  const latest = Math.floor(Math.max(now, other) / MINUTE);
  if (!history) return null;
  const samples = history.samples.map(
    ([minute, ...rest]): Sample => [Math.min(minute, latest), ...rest],
  );
  return { ...history, samples };
}

/** Merges samples of an unchanged balance into its first and its last, and close samples unless the balance turned. */
function append(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const [before, last] = [samples.at(-2), samples.at(-1)];
  if (!before || !last || !continues(before, last, sample)) return [...samples, sample];
  const isFlat = compareSamples(last, sample) === '0 0' && last[2] === sample[2];
  const isClose = sample[0] - before[0] < MIN_DISTANCE || sample[0] === last[0];
  return isFlat || isClose ? [...samples.slice(0, -1), sample] : [...samples, sample];
}

function continues(before: Sample, last: Sample, sample: Sample): boolean {
  const direction = compareSamples(before, last);
  return direction !== null && direction === compareSamples(last, sample);
}

/** The directions of the balance and of the usage. `null` if usage is unknown, as it is whenever the balance is. */
function compareSamples(one: Sample, other: Sample): string | null {
  if (one[3] === null || other[3] === null) return null;
  return `${Math.sign(Number(other[1]) - Number(one[1]))} ${compare(other[3], one[3])}`;
}

function thinOut(samples: readonly Sample[], otherMinute: number): readonly Sample[] {
  const now = Math.min(samples.at(-1)?.[0] ?? 0, otherMinute);
  const isYoung = ([minute]: Sample) => now - minute <= MAX_AGE;
  const young = samples.slice(samples.findIndex(isYoung));
  if (young.length <= MAX_SAMPLES) return young;
  const dayOf = (sample: Sample | undefined) => sample && Math.floor(sample[0] / MINUTES_A_DAY);
  const thin = young.filter((sample, index) => {
    if (now - sample[0] <= FULL_DETAIL_AGE) return true;
    const day = dayOf(sample);
    return day !== dayOf(young[index - 1]) || day !== dayOf(young[index + 1]);
  });
  return thin.slice(-MAX_SAMPLES);
}

/** How many credits the account has received, as far as the history knows. */
export function creditsIn(history: History | null): number {
  return matchesSchema(Ledger, history?.ledger) ? history.ledger.credits : 0;
}
