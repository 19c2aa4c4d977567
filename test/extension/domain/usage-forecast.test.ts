import { describe, expect, test } from 'vitest';
import { forecast } from '../../../extension/domain/usage/forecast.ts';
import type { Sample } from '../../../extension/domain/usage/history.ts';
import { NOON, samplesOf, type seen } from './usage-samples.ts';

describe('the forecast', () => {
  const week: Parameters<typeof seen> = [
    [96, '20', 0],
    [72, '17', 30],
    [48, '14', 60],
    [24, '11', 90],
    [0, '8', 120],
  ];

  test('is the balance divided by the usage of a day', () => {
    const { days } = forecast(samplesOf(...week), NOON) as { days: number };
    expect(days).toBeCloseTo(8 / 3, 3);
  });

  test.each<[string, ...Parameters<typeof seen>]>([
    ['unknown'],
    ['unknown', [47, '9', 1], [20, '8', 2], [10, '7', 3], [0, '6', 4]],
    ['lasts', [48, '9', 1], [20, '8', 2], [10, '7', 3], [0, '6', 4]],
    ['unknown', [60, '9', 1], [40, '9', 1], [20, '7', 2], [2, '5', 3]],
    ['unknown', [200, '9', 1], [168, '8', 2], [100, '7', 3], [0, '6', 4]],
    ['lasts', [200, '9', 1], [167, '8', 2], [100, '7', 3], [0, '6', 4]],
  ])('needs two days and three uses within a week: %s after %j', (kind, ...entries) => {
    expect(forecast(entries.length === 0 ? [] : samplesOf(...entries), NOON).kind).toBe(kind);
  });

  test('is unknown while the amount is', () => {
    const minute = NOON / 60_000;
    const samples = [4_000, 3_000, 2_000, 1_000].map((age, index): Sample => {
      return [minute - age, 9 - index, 0, String(index)];
    });
    expect(forecast(samples, NOON).kind).toBe('lasts');
    expect(forecast([...samples, [minute, 5, 0, null]], NOON).kind).toBe('unknown');
    expect(forecast([[minute - 4_000, 5, 0, null]], NOON).kind).toBe('unknown');
  });

  test.each([
    ['0.00', 'nothing_left'],
    ['-3.00', 'nothing_left'],
    ['Unlimited', 'no_number'],
  ])('for a balance of %s is %s', (last, kind) => {
    expect(forecast(samplesOf(...week.slice(0, 4), [0, last, 120]), NOON).kind).toBe(kind);
    expect(forecast(samplesOf([0, last, 120]), NOON).kind).toBe(kind);
  });

  test('without usage is unused', () => {
    expect(forecast(samplesOf([90, '20', 5], [0, '20', 5]), NOON).kind).toBe('unused');
  });

  test('includes days on which the browser was off', () => {
    const samples = samplesOf(
      [144, '20', 0],
      [143, '19', 1],
      [142, '18', 2],
      [141, '17', 3],
      [0, '17', 3],
    );
    const { days } = forecast(samples, NOON) as { days: number };
    expect(days).toBeCloseTo(17 / (3 / 6), 1);
  });
});
