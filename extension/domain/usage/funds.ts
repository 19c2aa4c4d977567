import { type Decimal, max, minus, plus } from '../amounts/decimal.ts';
import { roundingOf } from './price.ts';

/**
 * The funds after the next balance, and whether a credit arrived. Funds are the balance if every hold were
 * released: a higher balance can only be credit. `used` is what was used since the balance before, `null`
 * unless the platform counts it and its price is known well.
 */
export function fundsAfter(
  before: { funds: Decimal; balance: Decimal },
  now: { balance: Decimal; decimals: number; used: Decimal | null },
): { funds: Decimal; isCredit: boolean } {
  const { balance, decimals, used } = now;
  const funds = minus(before.funds, used ?? '0');
  const isCredit = Number(minus(balance, funds)) > roundingOf(decimals) * 1.5;
  if (!isCredit) return { funds, isCredit };
  // What was held before may still be held.
  const held = used === null ? '0' : max('0', minus(before.funds, before.balance));
  return { funds: plus(balance, held), isCredit };
}
