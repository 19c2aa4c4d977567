import { describe, expect, test } from 'vitest';
import { formatCredit } from '../../../extension/domain/amounts/format-credit.ts';

describe('a rise', () => {
  test.each([
    [10, '9.00', null],
    [9.9996, '10.00', null],
    [10, 'more', null],
    [10, '10.01', '+0.01'],
    [0.1, '0.3', '+0.2'],
    [1234.5, '$3,434.50', '+2,200.00'],
    [-3.4, '6.60 元', '+10.00'],
    [750, '770', '+20'],
  ])('from %d to %s is written %s', (before, formatted, text) => {
    expect(formatCredit(before, formatted, 'en')).toBe(text);
  });

  test('is written in the digits and marks of the language', () => {
    expect(formatCredit(0, '1234.50', 'de')).toBe('+1.234,50');
  });
});
