import { matchesSchema } from '../../../shared/matches-schema.ts';
import type { Account } from '../account-state.ts';
import { toDecimal } from '../amounts/decimal.ts';
import { parseFormatted } from '../amounts/parse-amount.ts';
import { daysAfter } from './days.ts';
import { type History, ownerOf, type Sample } from './history.ts';
import { append, MAX_AGE, thinOut } from './thin-out-samples.ts';
import { type Entry, Ledger, ledgerAfter, totalUsed } from './usage-or-hold.ts';

const MINUTE = 60_000;

/** A history with a valid ledger. */
export interface CheckedHistory extends History {
  readonly ledger: Ledger;
}

/** A stored history with its ledger. A missing or damaged ledger is rebuilt from the samples. */
function withLedger(history: History): CheckedHistory | null {
  const { owner, samples } = history;
  const ledger = ledgerIn(history);
  if (ledger) return { ...history, ledger };
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
  const owner = ownerOf(account);
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

/** How many credits the account has received, as far as the history knows. */
export function creditsIn(history: History | null): number {
  return ledgerIn(history)?.credits ?? 0;
}

/** The ledger of a history, `null` if it is missing or damaged. */
export function ledgerIn(history: History | null): Ledger | null {
  return matchesSchema(Ledger, history?.ledger) ? history.ledger : null;
}
