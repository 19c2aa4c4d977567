import { describe, expect, test } from 'vitest';
import { toDecimal } from '../../../extension/domain/amounts/decimal.ts';
import { fallsAfter, notTakenBack, startFalls } from '../../../extension/domain/usage/falls.ts';
import { type Ledger, ledgerAfter, totalUsed } from '../../../extension/domain/usage/ledger.ts';

test.each([
  ['15 4', '15@0 15 4 4 0', '11'],
  ['15 4 15', '15@2 15 4 15 0', '0'],
  ['15 4 15 4 3', '15@2 15 3 3 0', '12'],
  ['15 4 20 19', '20@2 20 19 19 11', '12'],
  ['15 4 10', '15@0 15 4 10 0', '11'],
  ['15 4 10 3', '15@0 10 3 3 11', '18'],
  ['15 4 10 10 3', '15@0 10 3 3 11', '18'],
  ['15 4 4 3', '15@0 15 3 3 0', '12'],
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
    ['with a constant count wait an hour', '15 7 = 0; 4 7 = 0; 4 7 = 11; 15 7 = 0; 4 7 = 0'],
    ['wait for a credit', '15 7 = 0; 4 7 = 0; 20 7 = 11+; 19 7 = 11+; 19 7 = 12+'],
    ['wait from the last peak', '15 7 = 0; 4 7 = 0; 15 7 = 0; 15 7 = 0; 4 7 = 0; 4 7 = 11'],
    ['are none for a hold on a total', '15.00 985/1000 = 0; 4.00 985/1000 = 0; 4.00 985/1000 = 0'],
    ['wait with a remainder', '15.00 985/15 = 0; 4.00 985/15 = 0; 4.00 985/15 = 11'],
    ['without a count', '15 = 0; 4 = 11; 15 = 0; 4 = 11; 3 = 12; 30 = 12+; 29 = 13+'],
    ['after two resets', '10 500 = 0; 10 300 = 0; 10 200 = 0; 9 210 = 1'],
    ['after a reset without use', '10 500 = 0; 10 300 = 0; 10 300 = 0; 9 500 = 0; 8 510 = 2'],
    [
      'with a credit',
      '750 250/1000 = 0; 740 260/1000 = 10; 765 260/1025 = 10+; 764 261/1025 = 11+',
    ],
    ['within rounding', '10.00 5 = 0; 10.01 5 = 0; 10.03 5 = 0+; 10.04 5 = 0+'],
    [
      'with a credit during a hold',
      '750.00 250/1000 = 0; 700.00 250/1000 = 0; 800.00 250/1100 = 0+; 850.00 250/1100 = 0+; 850.02 250/1100 = 0++',
    ],
    [
      'with a hidden price',
      '10.00 1000 = 0; 7.00 1000 = 0; 9.50 1500 = ?; 9.00 2000 = 1; 8.00 3000 = 2',
    ],
    ['while unreadable', '10.00 1000 = 0; x 2000 = ?; 8.00 2000 = 2; 7.00 3000 = 3'],
    ['that is exact', '75.00 25000/100000 = 0; 74.99 25012/100000 = 0.012'],
    ['with a hold at a rough price', '100 0 = 0; 90 10 = 10; 85 10 = 10'],
    ['at a rough price', '100 0 = 0; 90 10 = 10; 80 20 = 20; 20 30 = 30; 100 30 = 30'],
    ['in debt at first', 'x 0 = ?; -5.00 10 = ?; -6.00 20 = 2'],
    ['while unreadable without use', '15 7 = 0; x 7 = ?; 15 7 = 0'],
    [
      'after the highest balance has returned',
      '15 7 = 0; 4 7 = 0; 10 7 = 11; 3 7 = 18; 15 7 = 0; 14 7 = 0; 14 7 = 1',
    ],
    [
      'after a count has returned',
      '75.00 250/1000 = 0; 74.00 260/1000 = 1; 75.00 250/1000 = 1+; 74.00 260/1000 = 1+; 73.90 261/1000 = 1.1+',
    ],
    [
      'with a hold and its release',
      '15.00 985000/1000000 = 0; 4.50 985500/1000000 = 0.5; 14.50 985500/1000000 = 0.5; 13.25 986750/1000000 = 1.75',
    ],
    [
      'while the count is absent',
      '750.00 250000/1000000 = 0; 740.00 = 10; 730.00 = 20; 729.00 271000/1000000 = 21',
    ],
    [
      'with a count beyond 2^53',
      '12345678901234567890.10 653247040368672768 = 0; 12345678901234567889.90 653247040368672968 = 0.2',
    ],
    ['of a balance readable later', 'x 1000 = ?; x 2000 = ?; 5.00 2000 = ?; 4.00 3000 = 2'],
    [
      'between two entries with a credit',
      '750.00 250000/1000000 = 0; 762.66 262340/1025000 = 12.34+',
    ],
    ['of decimals', '0.3 = 0; 0.2 = 0.1; 0.1 = 0.2'],
    ['with a credit before the price', '10.00 5 = 0; 30.00 25 = ?+; 28.00 45 = 4+'],
    ['while unreadable without a count', '10 = 0; x = ?; 8 = 2; x = ?; 9 = 2'],
    ['with a hold at a known price', '10.00 1000 = 0; 9.00 2000 = 1; 8.00 3000 = 2; 2.00 4000 = 3'],
    ['below rounding', '10.00 0 = 0; 10.00 3 = 0; 9.99 9 = 0.01; 9.99 12 = 0.01; 9.98 18 = 0.02'],
    ['before the first count', '15 = 0; 4 = 11; 4 7 = 11; 3 8 = 12; 2 9 = 13'],
    [
      'with a remainder',
      '10.00 5/1000 = 0; 9.00 105/900 = 1; 8.00 205/800 = 2; 18.00 205/1800 = 2+',
    ],
    ['in debt', '1.00 0/1 = 0; -1.00 2/1 = 2; -2.00 3/1 = 3; 8.00 3/11 = 3+'],
  ])('%s: %s', (_, samples) => {
    const rows = samples.split('; ').map((row) => row.split(' = ') as [string, string]);
    expect(totals(rows.map(([entry]) => entry))).toEqual(rows.map(([, total]) => total));
  });
});
