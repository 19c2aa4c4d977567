import * as Type from '../../../shared/schema.ts';
import { compare, Decimal, max, minus, plus, times } from '../amounts/decimal.ts';
import { Falls, fallsAfter, notTakenBack, startFalls } from './falls.ts';
import {
  isFallAtPrice,
  isSharp,
  Observation,
  Price,
  priceByFall,
  priceByQuota,
  provesCount,
  rateOf,
  roundingOf,
} from './price.ts';

/**
 * What counts as used.
 *
 * 1. Where the platform counts, its count alone: `used_quota`, at the price that balance and quota show. A
 *    fall of the balance without it is a hold, and a rise is a release or a top-up. A count that goes back
 *    and returns to where it was has counted nothing.
 * 2. A platform whose `used_quota` has never changed, and is no part of the balance, may not count at all.
 *    A fall is then use once the balance has risen above where it was, which no release does, or has stayed
 *    below for an hour.
 * 3. Without `used_quota`, each fall is use at once, and no longer once the balance has turned at exactly
 *    the amount that it fell from: that was a hold.
 *
 * Rule 3 can take back what was shown. The figure for the day then stays at its highest (`Day` in
 * days.ts), and later use adds to it only once it exceeds that.
 */
export const Ledger = Type.Object({
  balance: Type.Nullable(Decimal),
  /** Whether the last balance was a number. */
  isReadable: Type.Boolean(),
  /** The last `used_quota`, and the highest that was counted. */
  used: Type.Nullable(Decimal),
  highest: Type.Nullable(Decimal),
  /** Whether the last account had `used_quota`, and whether that is known to count. */
  isCounting: Type.Boolean(),
  hasCounted: Type.Boolean(),
  /** All units that the platform has counted. */
  units: Decimal,
  /** The use that is certain, in the unit of the balance. */
  amount: Decimal,
  /** Units not in `amount` yet: those to which a fall of the balance may still belong, and the others. */
  unpriced: Decimal,
  behindRise: Decimal,
  /** What the balance did since the platform counted last. */
  falls: Type.Nullable(Falls),
  price: Type.Nullable(Price),
  reference: Type.Nullable(Observation),
  /** The balance that there would be if every hold were released; more can only be credit. */
  funds: Type.Nullable(Decimal),
  /** How many times credit was added. */
  credits: Type.Integer(),
});
export type Ledger = Type.Static<typeof Ledger>;

/** What an account says at one time (Unix milliseconds); `null` for what it does not say. */
export interface Reading {
  at: number;
  balance: Decimal | null;
  decimals: number;
  quota: Decimal | null;
  used: Decimal | null;
}

/** Milliseconds for which a balance must have stayed down before a fall that nothing counts is use. */
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
  behindRise: '0',
  falls: null,
  price: null,
  reference: null,
  funds: null,
  credits: 0,
};

/** The ledger after a further reading. `null` begins a new one. */
export function ledgerAfter(before: Ledger | null, reading: Reading): Ledger {
  const { ledger: counted, units } = withCount(before ?? EMPTY, reading.used);
  const moved = withBalance(counted, reading);
  if (reading.used === null) return withFunds(moved, counted, reading);
  const priced = withPrice(moved, counted, reading, units);
  return withFunds(withUse(priced, counted, units, reading), counted, reading);
}

/** What was used in all, in the unit of the balance; `null` where that is not known. */
export function usedInAll(ledger: Ledger, at: number): Decimal | null {
  const { amount, falls, isReadable, isCounting, behindRise, price } = ledger;
  if (!isReadable || (!price && behindRise !== '0')) return null;
  if (!falls) return amount;
  const isUndecided = isCounting && at - falls.highestAt < MAX_HOLD_MS;
  return isUndecided ? amount : plus(amount, notTakenBack(falls));
}

/**
 * Units that the platform has counted since the last reading. One that is lower than before counts
 * nothing; if the next is higher than that but still lower than before, counting has begun anew.
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
  const isNew = compare(used, highest) < 0 && compare(last, highest) < 0 && compare(used, last) > 0;
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

/** What nothing has counted up to here was use by the falls alone. */
function settleFalls(ledger: Ledger): Ledger {
  const { falls } = ledger;
  if (!falls) return ledger;
  const amount = plus(ledger.amount, notTakenBack(falls));
  return { ...ledger, amount, falls: startFalls(falls.last, falls.highestAt) };
}

function withBalance(ledger: Ledger, { balance, at }: Reading): Ledger {
  if (balance === null) return { ...ledger, isReadable: false };
  const falls = ledger.falls ? fallsAfter(ledger.falls, balance, at) : startFalls(balance, at);
  return { ...ledger, isReadable: true, balance, falls };
}

function withPrice(ledger: Ledger, before: Ledger, reading: Reading, units: Decimal): Ledger {
  const { balance, decimals, quota, used } = reading;
  if (balance === null || used === null) return ledger;
  const now = { balance, decimals, quota, used };
  const shown = priceByQuota(ledger.price, ledger.reference ?? now, now);
  const pending = plus(ledger.unpriced, units);
  const fall = fallSeen(ledger, before) ?? '0';
  const price = pending === '0' ? shown.price : priceByFall(shown.price, fall, decimals, pending);
  const hasCounted = ledger.hasCounted || provesCount(price, now);
  return { ...ledger, ...shown, price, hasCounted };
}

/** Turns what the platform has counted into an amount, and decides what the falls since mean. */
function withUse(ledger: Ledger, before: Ledger, units: Decimal, reading: Reading): Ledger {
  if (units === '0' && !ledger.hasCounted) return withoutCount(ledger, before, reading);
  const { balance, price, amount, unpriced, behindRise } = ledger;
  const falls = balance === null ? null : startFalls(balance, reading.at);
  const next = { ...ledger, hasCounted: true, falls };
  const rate = price && rateOf(price);
  const pending = plus(unpriced, units);
  if (rate && isSharp(price)) {
    const all = times(plus(pending, behindRise), rate);
    return { ...next, amount: plus(amount, all), unpriced: '0', behindRise: '0' };
  }
  const fall = fallSeen(ledger, before);
  if (fall === null) {
    next.behindRise = plus(behindRise, pending);
    next.unpriced = '0';
  } else if (compare(fall, '0') > 0) {
    const isPlain = !price || isFallAtPrice(price, fall, reading.decimals, pending);
    const cost = isPlain ? fall : times(pending, rate ?? '0');
    next.amount = plus(amount, pending === '0' ? '0' : cost);
    next.unpriced = '0';
  } else {
    next.unpriced = pending;
  }
  if (!rate) return next;
  return { ...next, amount: plus(next.amount, times(next.behindRise, rate)), behindRise: '0' };
}

/** What the balance has fallen by since the platform counted last; `null` where a rise or a balance that is not known hides it. */
function fallSeen({ falls, balance }: Ledger, before: Ledger): Decimal | null {
  if (!falls || !before.falls) return null;
  return compare(balance ?? '0', before.balance ?? '0') > 0 ? null : notTakenBack(falls);
}

/** While nothing has been counted yet, a balance at its highest has taken all back, and a higher one has not. */
function withoutCount(ledger: Ledger, before: Ledger, { balance, at }: Reading): Ledger {
  if (balance === null || !before.falls) return ledger;
  const rise = compare(balance, before.falls.highest);
  if (rise < 0) return ledger;
  return rise > 0 ? settleFalls(ledger) : { ...ledger, falls: startFalls(balance, at) };
}

function withFunds(ledger: Ledger, before: Ledger, { balance, decimals }: Reading): Ledger {
  if (balance === null) return ledger;
  if (ledger.funds === null) return { ...ledger, funds: balance };
  const isExact = ledger.isCounting && ledger.price && isSharp(ledger.price);
  const used = isExact ? minus(ledger.amount, before.amount) : '0';
  const funds = minus(ledger.funds, used);
  const isCredit = Number(minus(balance, funds)) > roundingOf(decimals) * 1.5;
  // What was held before may still be.
  const held = isExact ? minus(ledger.funds, before.balance ?? ledger.funds) : '0';
  return isCredit
    ? { ...ledger, funds: plus(balance, max('0', held)), credits: ledger.credits + 1 }
    : { ...ledger, funds };
}
