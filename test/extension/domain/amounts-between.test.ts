import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountsBetween } from '../../../extension/domain/amounts/amounts-between.ts';
import { parseAmount } from '../../../extension/domain/amounts/parse-amount.ts';

describe('the amounts between two balances', () => {
  test.each([
    ['¥750.00', '¥770.00', '¥750.00', '¥760.00', '¥770.00'],
    ['770.00', '750.00', '770.00', '760.00', '750.00'],
    ['$999.50', '$1,000.50', '$999.50', '$1,000.00', '$1,000.50'],
    [
      '1,000.50 credits',
      '999.50 credits',
      '1,000.50 credits',
      '1,000.00 credits',
      '999.50 credits',
    ],
    ['0,00 €', '1.234,50 €', '0,00 €', '617,25 €', '1.234,50 €'],
    ['5', '15', '5', '10', '15'],
    [
      '90,000,000,000,000,000.10',
      '90,000,000,000,000,000.30',
      '90,000,000,000,000,000.10',
      '90,000,000,000,000,000.20',
      '90,000,000,000,000,000.30',
    ],
  ])('are in their format: %s to %s', (from, to, ...expected) => {
    const at = amountsBetween(from, to);
    expect([0, 0.5, 1].map((part) => at?.(part))).toEqual(expected);
  });

  test.each([
    ['equal', '750.00', '750.00'],
    ['the same number', '750.00', '750.00 '],
    ['of different currencies', '¥750.00', '$770.00'],
    ['with different decimals', '750.0', '770.25'],
    ['with different separators', '1,000.50', '1.000,75'],
    ['negative at first', '-3.40', '20.00'],
    ['negative at last', '3.40', '-20.00'],
    ['negative', '-3.40', '-20.00'],
    ['with a plus', '+3.40', '+20.00'],
    ['without a number', 'Unlimited', 'Unlimited!'],
    ['a number only at first', '750.00', '∞'],
    ['ambiguous', '1,234', '2,345'],
    ['of full-width digits', '７５０.00', '７７０.00'],
  ])('do not exist where they are %s', (_, from, to) => {
    expect(amountsBetween(from, to)).toBeNull();
  });

  const formats = [
    (cents: number) => `¥${(cents / 100).toFixed(2)}`,
    (cents: number) =>
      new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' }).format(cents / 100),
    (cents: number) =>
      `${new Intl.NumberFormat('de', { minimumFractionDigits: 2 }).format(cents / 100)} Punkte`,
  ];
  const cents = fc.integer({ min: 0, max: 2_000_000_00 });

  test('lie between both, never go back, and begin and end letter for letter', () => {
    const parts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(cents, cents, fc.constantFrom(...formats), parts, (a, b, format, some) => {
        const [from, to] = [format(a), format(b)];
        const at = amountsBetween(from, to);
        fc.pre(at !== null);
        expect([at(0), at(1)]).toEqual([from, to]);
        const direction = Math.sign(b - a);
        let before = a / 100;
        for (const part of [...some].sort((x, y) => x - y)) {
          const amount = parseAmount(at(part)) ?? Number.NaN;
          expect(direction * (amount - before)).toBeGreaterThanOrEqual(0);
          expect(direction * (b / 100 - amount)).toBeGreaterThanOrEqual(0);
          before = amount;
        }
      }),
    );
  });
});
