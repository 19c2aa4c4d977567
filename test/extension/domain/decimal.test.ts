import { expect, test } from 'vitest';
import { share, times, toDecimal } from '../../../extension/domain/amounts/decimal.ts';

test.each([
  ['012.340', '12.34'],
  ['-0.0', '0'],
  ['1e3', '1000'],
  [-0.5, '-0.5'],
  ['.', null],
  [['5'], null],
])('%j is the decimal %j', (value, decimal) => {
  expect(toDecimal(value)).toBe(decimal);
});

test('products and shares are exact, and shares truncated to two decimals or as many as there are', () => {
  expect(times('-1.5', '0.02')).toBe('-0.03');
  expect([share('1', 2, 3), share('1.0005', 1, 2)]).toEqual(['0.66', '0.5002']);
});
