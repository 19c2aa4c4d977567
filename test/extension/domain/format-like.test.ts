import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toDecimal } from '../../../extension/domain/amounts/decimal.ts';
import { formatLike } from '../../../extension/domain/amounts/format-like.ts';

test.each([
  ['750.00', '250', '250.00'],
  ['$7.50', '0.125', '$0.13'],
  ['$7.50', '0.1249', '$0.12'],
  ['$7.50', '9.995', '$10.00'],
  ['¥ 750.00 额度', '1234.5', '¥ 1234.50 额度'],
  ['1,234.50 USD', '1234567', '1,234,567.00 USD'],
  ['1,234,567', '1999.5', '2,000'],
  ['1.234,50 €', '2500', '2.500,00 €'],
  ["CHF 1'234.50", '2500', "CHF 2'500.00"],
  ['1\u00a0234,50 €', '25', '25,00 €'],
  ['7,5 €', '250', '250,0 €'],
  ['-$5.00', '3', '$3.00'],
  ['$-5.00', '3', '$3.00'],
  ['-USD 5.00', '3', 'USD 3.00'],
  ['USD-5.00', '3', 'USD3.00'],
  ['- 5.00 USD', '3', '3.00 USD'],
  ['−5.00', '3', '3.00'],
  ['+5.00 add-on', '3', '3.00 add-on'],
  ['5 credits', '0.4', '0 credits'],
  ['0.123456789012345678901', '1', '1.000000000000000000000'],
])('like %j, %s is %j', (balance, amount, text) => {
  expect(formatLike(balance, amount)).toBe(text);
});

test.each([
  ['$.75', '250', '250.00'],
  ['1,23,456.50', '250000', '250000.00'],
  ['1,23,456', '250000', '250000'],
  ['٧٥٠٫٠٠', '3', '3.00'],
  ['Unlimited', '3', '3.00'],
  ['5k', '3.456', '3.46'],
])('like %j, whose format cannot be followed, %s is %j', (balance, amount, text) => {
  expect(formatLike(balance, amount)).toBe(text);
});

test('an amount has the same format as the balance', () => {
  const someCents = fc.integer({ min: 0, max: 1e12 });
  const writers = [
    (text: string) => text.replace('.', ','),
    (text: string) => `$${text}`,
    (text: string) => `${text} 额度`,
    (text: string) => `¥${text.replace(/\B(?=(?:\d{3})+\.)/gu, ',')}`,
  ];
  fc.assert(
    fc.property(fc.constantFrom(...writers), someCents, someCents, (write, balance, cents) => {
      // Only a balance of 1,000.00 or more shows how thousands are separated.
      const formatted = write(((balance + 1e5) / 100).toFixed(2));
      const amount = toDecimal(cents / 100) ?? '0';
      expect(formatLike(formatted, amount)).toBe(write((cents / 100).toFixed(2)));
    }),
  );
});
