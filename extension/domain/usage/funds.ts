import { type Decimal, max, minus, plus } from '../amounts/decimal.ts';
import { roundingOf } from './price.ts';

/**
 * The funds after the next balance, and whether a credit arrived. Funds are the balance if every hold were
 * released: a higher balance can only be credit. `last` is the balance before, `used` what was used since, `null`
 * unless the platform counts it and its price is known well.
 */
export function fundsAfter(
  before: Decimal,
  last: Decimal,
  balance: Decimal,
  decimals: number,
  used: Decimal | null,
): { funds: Decimal; isCredit: boolean } {
  const funds = minus(before, used ?? '0');
  const isCredit = Number(minus(balance, funds)) > roundingOf(decimals) * 1.5;
  if (!isCredit) return { funds, isCredit };
  // What was held before may still be held.
  const held = used === null ? '0' : max('0', minus(before, last));
  return { funds: plus(balance, held), isCredit };
}
