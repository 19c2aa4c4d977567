import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatThreshold,
  parseThreshold,
} from '../../../extension/entrypoints/options/parse-threshold.ts';

describe('a threshold', () => {
  test.each([
    ['5', 5],
    [' 5.50 ', 5.5],
    ['5,50', 5.5],
    ['５．５０', 5.5],
    ['５，５', 5.5],
    ['¥5', 5],
    ['5 元', 5],
    ['1,234.50', 1234.5],
    ['0', 0],
    ['1500', 1500],
  ])('%j is %d', (typed, threshold) => {
    expect(parseThreshold(typed)).toEqual({ ok: true, threshold });
  });

  test.each([[''], ['   '], ['\u3000']])('%j is none', (typed) => {
    expect(parseThreshold(typed)).toEqual({ ok: true, threshold: null });
  });

  test.each([['five'], ['-5'], ['5%'], ['1,234'], ['1.234'], ['5 6'], ['1e3'], ['∞'], ['5..5']])(
    '%j is not an amount',
    (typed) => {
      expect(parseThreshold(typed)).toEqual({ ok: false });
    },
  );

  test('is formatted so that it parses to the same amount', () => {
    expect(formatThreshold(null, 'en')).toBe('');
    expect(formatThreshold(1234.5, 'zh-CN')).toBe('1234.5');
    expect(formatThreshold(1.234, 'en')).toBe('1.2340');
    const amount = fc.tuple(fc.nat(10 ** 9), fc.nat(6)).map(([n, places]) => n / 10 ** places);
    fc.assert(
      fc.property(amount, fc.constantFrom('en', 'zh-CN'), (threshold, language) => {
        const text = formatThreshold(threshold, language);
        expect(parseThreshold(text)).toEqual({ ok: true, threshold });
      }),
    );
  });
});
