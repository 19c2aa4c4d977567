import { describe, expect, test } from 'vitest';
import { toDecimal } from '../../../extension/domain/amounts/decimal.ts';
import { fallsAfter, notTakenBack, startFalls } from '../../../extension/domain/usage/falls.ts';
import {
  type Ledger,
  ledgerAfter,
  totalUsed,
} from '../../../extension/domain/usage/usage-or-hold.ts';

test.each([
  ['15 4 15 4 3', '15@2 15 3 3 0', '12'],
  ['15 4 20 19', '20@2 20 19 19 11', '12'],
  ['15 4 10 10 3', '15@0 10 3 3 11', '18'],
  ['15 10 8 9 9', '15@0 15 8 9 0', '7'],
])('the falls of %s', (balances, falls, sum) => {
  const [first = '', ...others] = balances.split(' ');
  const last = others.reduce(
    (before, balance, index) => fallsAfter(before, balance, index + 1),
    startFalls(first, 0),
  );
  const { highest, highestAt, peak, lowest, last: now, settled } = last;
  expect(`${highest}@${highestAt} ${peak} ${lowest} ${now} ${settled}`).toBe(falls);
  expect(notTakenBack(last)).toBe(sum);
});

/** After each `balance used/quota`, half an hour apart: the total usage, with a plus for each credit received. */
function totals(entries: readonly string[]): string[] {
  let ledger: Ledger | null = null;
  return entries.map((text, index) => {
    const [balance = '', used, quota] = text.split(/[ /]/u);
    const at = index * 30 * 60_000;
    ledger = ledgerAfter(ledger, {
      at,
      balance: toDecimal(balance),
      decimals: balance.split('.')[1]?.length ?? 0,
      quota: toDecimal(quota),
      used: toDecimal(used),
    });
    return `${totalUsed(ledger, at) ?? '?'}${'+'.repeat(ledger.credits)}`;
  });
}

describe('the total usage and the credits', () => {
  // Each entry as `balance count/quota = total`, where count and quota may be missing.
  test.each([
    ['wait for a credit', '15 7 = 0; 4 7 = 0; 20 7 = 11+; 19 7 = 11+; 19 7 = 12+'],
    ['wait from the last peak', '15 7 = 0; 4 7 = 0; 15 7 = 0; 15 7 = 0; 4 7 = 0; 4 7 = 11'],
    ['wait with a remainder', '15.00 985/15 = 0; 4.00 985/15 = 0; 4.00 985/15 = 11'],
    ['after two resets', '10 500 = 0; 10 300 = 0; 10 200 = 0; 9 210 = 1'],
    ['after a reset without use', '10 500 = 0; 10 300 = 0; 10 300 = 0; 9 500 = 0; 8 510 = 2'],
    ['within rounding', '10.00 5 = 0; 10.01 5 = 0; 10.03 5 = 0+; 10.04 5 = 0+'],
    [
      'with a credit during a hold',
      '750.00 250/1000 = 0; 700.00 250/1000 = 0; 800.00 250/1100 = 0+; 850.00 250/1100 = 0+; 850.02 250/1100 = 0++',
    ],
    ['with a hidden price', '10.00 1000 = 0; 7.00 1000 = 0; 9.50 1500 = ?; 9.00 2000 = 1'],
    ['while unreadable', '10.00 1000 = 0; x 2000 = ?; 8.00 2000 = 2; 7.00 3000 = 3'],
    ['that is exact', '75.00 25000/100000 = 0; 74.99 25012/100000 = 0.012'],
    ['with a hold at a rough price', '100 0 = 0; 90 10 = 10; 85 10 = 10'],
    ['at a rough price', '100 0 = 0; 90 10 = 10; 80 20 = 20; 20 30 = 30; 100 30 = 30'],
    ['in debt at first', 'x 0 = ?; -5.00 10 = ?; -6.00 20 = 2'],
    ['while unreadable without use', '15 7 = 0; x 7 = ?; 15 7 = 0'],
    ['back at the peak', '15 7 = 0; 4 7 = 0; 10 7 = 11; 3 7 = 18; 15 7 = 0; 14 7 = 0; 14 7 = 1'],
    [
      'after a count has returned',
      '75.00 250/1000 = 0; 74.00 260/1000 = 1; 75.00 250/1000 = 1+; 74.00 260/1000 = 1+; 73.90 261/1000 = 1.1+',
    ],
    [
      'while the count is absent',
      '750.00 250/1000 = 0; 740.00 = 10; 730.00 = 20; 729.00 271/1000 = 21',
    ],
    ['with a credit before the price', '10.00 5 = 0; 30.00 25 = ?+; 28.00 45 = 4+'],
    ['while unreadable without a count', '10 = 0; x = ?; 8 = 2; x = ?; 9 = 2'],
    ['before the first count', '15 = 0; 4 = 11; 4 7 = 11; 3 8 = 12; 2 9 = 13'],
    ['in debt', '1.00 0/1 = 0; -1.00 2/1 = 2; -2.00 3/1 = 3; 8.00 3/11 = 3+'],
  ])('%s: %s', (_, samples) => {
    const rows = samples.split('; ').map((row) => row.split(' = ') as [string, string]);
    expect(totals(rows.map(([entry]) => entry))).toEqual(rows.map(([, total]) => total));
  });
});
