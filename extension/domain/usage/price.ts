import * as Type from '../../../shared/schema.ts';
import { Decimal, minus, times, toDecimal } from '../amounts/decimal.ts';

/**
 * The price of one platform unit in the unit of the balance: between `low` and `high`, since balances are
 * rounded. `source` is what shows it: the balance is quota less used quota (`total`) or the quota
 * (`remainder`), or it falls while used quota grows (`falls`). `proofs` counts the observations that agree;
 * `doubt` is the last one that did not.
 */
export const Price = Type.Object({
  source: Type.Enum(['total', 'remainder', 'falls']),
  low: Type.Number(),
  high: Type.Number(),
  proofs: Type.Integer(),
  doubt: Type.Nullable(Type.Object({ low: Type.Number(), high: Type.Number() })),
});
export type Price = Type.Static<typeof Price>;

/** An account with a balance that is a number and with `used_quota`. */
export const Observation = Type.Object({
  balance: Decimal,
  /** How many decimals the balance is written with. */
  decimals: Type.Integer(),
  quota: Type.Nullable(Decimal),
  used: Decimal,
});
export type Observation = Type.Static<typeof Observation>;

type Range = Pick<Price, 'low' | 'high'>;

const SOURCES = ['total', 'remainder'] as const;

/** How many rounding steps a balance must move before it tells `total` from `remainder`. */
const MIN_DIFFERENCE = 10;

/** Maximum relative width of a range in which a round number is no coincidence. */
export const MAX_COINCIDENCE = 0.003;

/** Maximum relative width of a range in which a round number is certainly none. */
const MAX_CERTAIN = 1e-4;

/** Relative slack for the binary arithmetic in ranges. */
const SLACK = 1e-12;

/** The rounding error of a balance with this many decimals. */
export function roundingOf(decimals: number): number {
  return 10 ** -decimals;
}

/**
 * What `now` shows about the price. A relation to the quota that gives a round number within 0.3 % is proof.
 * So are two balances that differ clearly, of which `reference` is the earlier one, if only one relation holds
 * for both. Returns the price and the reference for the next observation.
 */
export function priceByQuota(
  price: Price | null,
  reference: Observation,
  now: Observation,
): { price: Price | null; reference: Observation } {
  const known = price && price.source !== 'falls' ? price : null;
  const narrowed = known && overlap(known, rangeByQuota(known.source, now));
  if (known && narrowed) {
    return { price: isRound(known) ? known : { ...known, ...narrowed }, reference };
  }
  if (known && isOnlyHeld(known, reference, now)) return { price, reference: now };
  const [round, other = round] = SOURCES.flatMap((source) => {
    const range = rangeByQuota(source, now);
    return range && isRound(range) ? [proven(source, range)] : [];
  });
  if (round && other && rateOf(round) === rateOf(other)) return { price: round, reference };
  const difference = Math.abs(Number(minus(now.balance, reference.balance)));
  const rounding = roundingOf(Math.min(now.decimals, reference.decimals));
  if (difference < MIN_DIFFERENCE * rounding) return { price, reference };
  const found = SOURCES.flatMap((source) => {
    const range = overlap(rangeByQuota(source, reference), rangeByQuota(source, now));
    return range ? [proven(source, range)] : [];
  });
  const [only] = found;
  if (!only || found.length > 1) return { price, reference: only ? reference : now };
  if (known && isRound(known)) {
    // A small hold moves the relation a little, but not away from a round number.
    const { low, high } = known;
    const isSame =
      only.low >= low * (1 - MAX_COINCIDENCE) && only.high <= high * (1 + MAX_COINCIDENCE);
    // A hold as large as the use meanwhile looks like the other relation.
    const isCertain = high <= low * (1 + MAX_CERTAIN) && !isAboveQuota(known, now);
    if (isSame || (isCertain && only.source !== known.source)) return { price, reference };
  }
  return { price: only, reference };
}

function proven(source: Price['source'], range: Range): Price {
  return { source, ...range, proofs: 2, doubt: null };
}

/** Whether the range is narrow and holds 1, 2 or 5 times a power of ten. */
function isRound(range: Range): boolean {
  const isNarrow = range.high <= range.low * (1 + MAX_COINCIDENCE);
  return isNarrow && /^[0.]*[125][0.]*$/u.test(rateOf(range));
}

/** Whether used quota is part of the balance, so that it must count: only `total` fits. */
export function provesCount(price: Price | null, now: Observation): boolean {
  return price?.source === 'total' && overlap(price, rangeByQuota('remainder', now)) === null;
}

/** Whether the balance is higher than the quota at this price, which no hold explains. */
export function isAboveQuota(price: Price, now: Observation): boolean {
  const units = price.source === 'falls' ? null : unitsLeft(price.source, now);
  if (units === null) return false;
  const excess = minus(now.balance, times(units, rateOf(price)));
  return Number(excess) > roundingOf(now.decimals) + Math.abs(Number(now.balance)) * SLACK;
}

/** Whether the balance has moved at the price since the reference, so that a hold explains the difference. */
function isOnlyHeld(price: Price, reference: Observation, now: Observation): boolean {
  const left = (one: Observation) => unitsLeft(price.source, one) ?? '0';
  const expected = Number(minus(left(now), left(reference))) * Number(rateOf(price));
  const actual = Number(minus(now.balance, reference.balance));
  return Math.abs(actual - expected) <= 2 * roundingOf(Math.min(now.decimals, reference.decimals));
}

/** What a fall of the balance shows about the price, if `units` were used meanwhile. */
export function priceByFall(
  price: Price | null,
  fall: Decimal,
  decimals: number,
  units: Decimal,
): Price | null {
  const range = rangeOf(fall, decimals, units);
  if (!range || (price && price.source !== 'falls')) return price;
  const seenOnce = { ...proven('falls', range), proofs: 1 };
  if (!price) return seenOnce;
  const agreed = overlap(price, range);
  if (agreed) return { ...price, ...agreed, proofs: price.proofs + 1, doubt: null };
  const other = overlap(price.doubt, range);
  if (other) return proven('falls', other);
  const { low, high } = price;
  return price.proofs > 1 ? { ...price, doubt: range } : { ...seenOnce, doubt: { low, high } };
}

/** Whether these units cost as much as the fall. A price seen only once proves nothing against it. */
export function isFallAtPrice(price: Price, fall: Decimal, decimals: number, units: Decimal) {
  if (price.proofs < 2) return true;
  const rounding = roundingOf(decimals);
  const size = Number(units);
  const [least, most] = [size * price.low - rounding, size * price.high + rounding];
  return Number(fall) >= least && Number(fall) <= most;
}

/** Whether the price is known so well that units are worth more than differences of rounded balances. */
export function isSharp(price: Price): boolean {
  const { low, high, proofs } = price;
  const isShort = rateOf(price).replace(/^0\.0*|\.|0+$/gu, '').length <= 2;
  return proofs > 1 && high <= low * (isShort ? 1.05 : 1.001);
}

/** The roundest number in the range: what a platform divides by is rarely 999.87. */
export function rateOf({ low, high }: Range): Decimal {
  for (let digits = 1; digits <= 15; digits++) {
    const exponent = Math.floor(Math.log10(high)) - digits + 1;
    const unit = 10 ** exponent;
    const [from, to] = [Math.ceil(low / unit), Math.floor(high / unit)];
    if (from > to) continue;
    const round = [1, 5, 2].find((one) => one >= from && one <= to);
    return toDecimal(`${round ?? Math.round((from + to) / 2)}e${exponent}`) ?? '0';
  }
  return toDecimal((low + high) / 2) ?? '0';
}

function unitsLeft(source: Price['source'], { quota, used }: Observation): Decimal | null {
  return quota !== null && source === 'total' ? minus(quota, used) : quota;
}

function rangeByQuota(source: Price['source'], now: Observation): Range | null {
  const units = unitsLeft(source, now);
  return units === null ? null : rangeOf(now.balance, now.decimals, units);
}

/** `amount` over `units`, with the rounding of the amount. `null` where rounding is all there is. */
function rangeOf(amount: Decimal, decimals: number, units: Decimal): Range | null {
  const [size, count] = [Number(amount), Number(units)];
  const rounding = roundingOf(decimals);
  if (count === 0 || size * count < 0 || Math.abs(size) <= rounding) return null;
  return {
    low: ((Math.abs(size) - rounding) / Math.abs(count)) * (1 - SLACK),
    high: ((Math.abs(size) + rounding) / Math.abs(count)) * (1 + SLACK),
  };
}

function overlap(one: Range | null, other: Range | null): Range | null {
  if (!one || !other) return null;
  const [low, high] = [Math.max(one.low, other.low), Math.min(one.high, other.high)];
  return low <= high ? { low, high } : null;
}
