import * as Type from '../../../shared/schema.ts';
import { compare, Decimal, max, minus, plus, times } from '../amounts/decimal.ts';
import { Falls, fallsAfter, notTakenBack, startFalls } from './falls.ts';
import { fundsAfter } from './funds.ts';
import {
  isFallAtPrice,
  isSharp,
  Observation,
  Price,
  priceByFall,
  priceByQuota,
  provesCount,
  rateOf,
} from './price.ts';

/**
 * What counts as usage.
 *
 * 1. If the platform counts, only its count does: `used_quota`, at the price that balance and quota show. A
 *    fall of the balance without a count is a hold; an increase is a release or a top-up. A count that goes
 *    back and returns to where it was has counted nothing.
 * 2. If `used_quota` has never changed and is not part of the balance, the platform may not count at all. A
 *    fall is usage once the balance has risen above where it was, which no release does, or has stayed below
 *    for an hour.
 * 3. Without `used_quota`, each fall is usage at once. If the balance then turns at exactly the amount that it
 *    fell from, the fall was a hold and is taken back.
 *
 * Rule 3 can lower the total. The figure shown for the day stays at its highest (`Day` in history.ts).
 */
export const Ledger = Type.Object({
  balance: Type.Nullable(Decimal),
  /** Whether the last balance was a number. */
  isReadable: Type.Boolean(),
  /** The last `used_quota`, and the highest that was counted. */
  used: Type.Nullable(Decimal),
  highest: Type.Nullable(Decimal),
  /** Whether the last account had `used_quota`, and whether that is known to change with usage. */
  isCounting: Type.Boolean(),
  hasCounted: Type.Boolean(),
  /** All units counted by the platform. */
  units: Decimal,
  /** The certain usage, in the unit of the balance. */
  amount: Decimal,
  /** Counted units not yet in `amount`: a later fall of the balance may show what they cost. */
  unpriced: Decimal,
  /** Counted units not yet in `amount`: the balance went up meanwhile, which hides what they cost. */
  hiddenUnits: Decimal,
  /** The falls of the balance since the platform last counted. */
  falls: Type.Nullable(Falls),
  price: Type.Nullable(Price),
  reference: Type.Nullable(Observation),
  /** The balance if every hold were released. A higher balance can only be credit. */
  funds: Type.Nullable(Decimal),
  /** How many credits were received. */
  credits: Type.Integer(),
});
export type Ledger = Type.Static<typeof Ledger>;

/** What an account said at one time (Unix milliseconds), `null` for what it did not say. */
export interface Entry {
  at: number;
  balance: Decimal | null;
  decimals: number;
  quota: Decimal | null;
  used: Decimal | null;
}

/** How long a balance must stay down before a fall without a count is usage. */
const MAX_HOLD_MS = 60 * 60_000;

const EMPTY: Ledger = {
  balance: null,
  isReadable: false,
  used: null,
  highest: null,
  isCounting: false,
  hasCounted: false,
  units: '0',
  amount: '0',
  unpriced: '0',
  hiddenUnits: '0',
  falls: null,
  price: null,
  reference: null,
  funds: null,
  credits: 0,
};

/** The ledger after another entry. `null` begins a new one. */
export function ledgerAfter(before: Ledger | null, entry: Entry): Ledger {
  const { ledger: counted, units } = withCount(before ?? EMPTY, entry.used);
  const moved = withBalance(counted, entry);
  if (entry.used === null) return withFunds(moved, counted, entry);
  const priced = withPrice(moved, counted, entry, units);
  return withFunds(withUse(priced, counted, units, entry), counted, entry);
}

/** The total usage in the unit of the balance, `null` if unknown. `at` is in Unix milliseconds. */
export function totalUsed(ledger: Ledger, at: number): Decimal | null {
  const { amount, falls, isReadable, isCounting, hiddenUnits, price } = ledger;
  if (!isReadable || (!price && hiddenUnits !== '0')) return null;
  if (!falls) return amount;
  const isUndecided = isCounting && at - falls.highestAt < MAX_HOLD_MS;
  return isUndecided ? amount : plus(amount, notTakenBack(falls));
}

/**
 * The units that the platform has counted since the last entry. A count that goes down counts nothing. If the
 * next one is higher but still below the highest, counting has started again from zero.
 */
function withCount(before: Ledger, used: Decimal | null): { ledger: Ledger; units: Decimal } {
  if (used === null) return { ledger: { ...before, isCounting: false }, units: '0' };
  const { highest, used: last } = before;
  const isFirst = highest === null || last === null;
  if (isFirst) {
    const units = Number.isSafeInteger(Number(used)) ? used : '0';
    const ledger = { ...before, used, highest: used, units, isCounting: true };
    return { ledger: settleFalls(ledger), units: '0' };
  }
  const isNew = compare(used, highest) < 0 && compare(used, last) > 0;
  const units = isNew ? minus(used, last) : max('0', minus(used, highest));
  const ledger = {
    ...before,
    used,
    highest: isNew ? used : max(highest, used),
    units: plus(before.units, units),
    isCounting: true,
  };
  return { ledger, units };
}

/** Adds the falls that no count covers to the usage. */
function settleFalls(ledger: Ledger): Ledger {
  const { falls } = ledger;
  if (!falls) return ledger;
  const amount = plus(ledger.amount, notTakenBack(falls));
  return { ...ledger, amount, falls: startFalls(falls.last, falls.highestAt) };
}

function withBalance(ledger: Ledger, { balance, at }: Entry): Ledger {
  if (balance === null) return { ...ledger, isReadable: false };
  const falls = ledger.falls ? fallsAfter(ledger.falls, balance, at) : startFalls(balance, at);
  return { ...ledger, isReadable: true, balance, falls };
}

function withPrice(ledger: Ledger, before: Ledger, entry: Entry, units: Decimal): Ledger {
  const { balance, decimals, quota, used } = entry;
  if (balance === null || used === null) return ledger;
  const now = { balance, decimals, quota, used };
  const shown = priceByQuota(ledger.price, ledger.reference ?? now, now);
  const pending = plus(ledger.unpriced, units);
  const fall = visibleFall(ledger, before) ?? '0';
  const price = priceByFall(shown.price, fall, decimals, pending);
  const hasCounted = ledger.hasCounted || provesCount(price, now);
  return { ...ledger, ...shown, price, hasCounted };
}

/** Turns the counted units into an amount, and decides what the falls meant. */
function withUse(ledger: Ledger, before: Ledger, units: Decimal, entry: Entry): Ledger {
  if (units === '0' && !ledger.hasCounted) return withoutCount(ledger, before, entry);
  const { balance, price, amount, unpriced, hiddenUnits } = ledger;
  const falls = balance === null ? null : startFalls(balance, entry.at);
  const next = { ...ledger, hasCounted: true, falls };
  const rate = price && rateOf(price);
  const pending = plus(unpriced, units);
  if (rate && isSharp(price)) {
    const all = times(plus(pending, hiddenUnits), rate);
    return { ...next, amount: plus(amount, all), unpriced: '0', hiddenUnits: '0' };
  }
  const fall = visibleFall(ledger, before);
  if (fall === null) {
    next.hiddenUnits = plus(hiddenUnits, pending);
    next.unpriced = '0';
  } else if (compare(fall, '0') > 0) {
    const isPlain = !price || isFallAtPrice(price, fall, entry.decimals, pending);
    const cost = isPlain ? fall : times(pending, rate ?? '0');
    next.amount = plus(amount, pending === '0' ? '0' : cost);
    next.unpriced = '0';
  } else {
    next.unpriced = pending;
  }
  if (!rate) return next;
  return { ...next, amount: plus(next.amount, times(next.hiddenUnits, rate)), hiddenUnits: '0' };
}

/** How far the balance has fallen since the platform last counted, `null` if an increase or an unknown balance hides it. */
function visibleFall({ falls, balance }: Ledger, before: Ledger): Decimal | null {
  if (!falls || !before.falls) return null;
  return compare(balance ?? '0', before.balance ?? '0') > 0 ? null : notTakenBack(falls);
}

/** Until anything is counted, a balance back at its highest takes all falls back, and a higher one makes them usage. */
function withoutCount(ledger: Ledger, before: Ledger, { balance, at }: Entry): Ledger {
  if (balance === null || !before.falls) return ledger;
  const order = compare(balance, before.falls.highest);
  if (order < 0) return ledger;
  return order > 0 ? settleFalls(ledger) : { ...ledger, falls: startFalls(balance, at) };
}

function withFunds(ledger: Ledger, before: Ledger, { balance, decimals }: Entry): Ledger {
  if (balance === null) return ledger;
  if (ledger.funds === null) return { ...ledger, funds: balance };
  const isExact = ledger.isCounting && ledger.price && isSharp(ledger.price);
  const used = isExact ? minus(ledger.amount, before.amount) : null;
  const last = before.balance ?? ledger.funds;
  const { funds, isCredit } = fundsAfter(ledger.funds, last, balance, decimals, used);
  return { ...ledger, funds, credits: ledger.credits + Number(isCredit) };
}
