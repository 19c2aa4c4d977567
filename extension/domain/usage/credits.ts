import { minus, times, toDecimal } from '../amounts/decimal.ts';
import { ledgerIn } from './add-sample.ts';
import { fundsAfter } from './funds.ts';
import type { History } from './history.ts';
import { isSharp, rateOf } from './price.ts';

/**
 * When credits arrived (Unix milliseconds), as far as the samples show it. A rise of the balance that a
 * released hold may explain is none.
 */
export function creditTimes(history: History | null): number[] {
  const ledger = ledgerIn(history);
  if (!history || !ledger) return [];
  const rate = ledger.price && isSharp(ledger.price) ? rateOf(ledger.price) : null;
  const points = history.samples.flatMap(([minute, amount, counted]) => {
    const balance = toDecimal(amount);
    return balance === null ? [] : [{ at: minute * 60_000, balance, units: toDecimal(counted) }];
  });
  const decimals = Math.max(...points.map(({ balance }) => balance.split('.')[1]?.length ?? 0));
  let funds = points[0]?.balance ?? '0';
  return points.flatMap(({ at, balance, units }, index) => {
    const before = points[index - 1];
    if (!before) return [];
    const counted = units && before.units && minus(units, before.units);
    const used = counted && rate && times(counted, rate);
    const next = fundsAfter(funds, before.balance, balance, decimals, used);
    funds = next.funds;
    return next.isCredit ? [at] : [];
  });
}
