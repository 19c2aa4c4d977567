import * as Type from '../../../shared/schema.ts';
import { compare, Decimal, max, minus, plus } from '../amounts/decimal.ts';

/**
 * The falls of a balance that may be usage: the highest balance and when it was last seen (Unix milliseconds),
 * the peak before the undecided fall, the lowest balance of that fall, the last balance, and the sum of the
 * earlier falls.
 */
export const Falls = Type.Object({
  highest: Decimal,
  highestAt: Type.Number(),
  peak: Decimal,
  lowest: Decimal,
  last: Decimal,
  settled: Decimal,
});
export type Falls = Type.Static<typeof Falls>;

export function startFalls(balance: Decimal, at: number): Falls {
  return {
    highest: balance,
    highestAt: at,
    peak: balance,
    lowest: balance,
    last: balance,
    settled: '0',
  };
}

/**
 * The falls after the balance `now`. A fall is decided when the balance turns down again. If it turns exactly
 * at the peak, the fall was taken back. Balances between two turns change nothing.
 */
export function fallsAfter(falls: Falls, now: Decimal, at: number): Falls {
  const moved = { ...falls, last: now };
  if (compare(now, falls.highest) >= 0) Object.assign(moved, { highest: now, highestAt: at });
  moved.highestAt = Math.min(moved.highestAt, at);
  const isTurn = compare(now, falls.last) < 0 && compare(falls.last, falls.lowest) > 0;
  if (isTurn) return { ...moved, peak: falls.last, lowest: now, settled: notTakenBack(falls) };
  return compare(now, falls.lowest) < 0 ? { ...moved, lowest: now } : moved;
}

/** The sum of the falls that were not taken back. */
export function notTakenBack(falls: Falls): Decimal {
  const isTakenBack = compare(falls.last, falls.peak) === 0;
  return isTakenBack ? falls.settled : plus(falls.settled, open(falls));
}

function open({ peak, lowest }: Falls): Decimal {
  return max('0', minus(peak, lowest));
}
