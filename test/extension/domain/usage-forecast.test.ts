import { describe, expect, test } from 'vitest';
import { forecast } from '../../../extension/domain/usage/forecast.ts';
import type { Sample } from '../../../extension/domain/usage/history.ts';
import { NOON, seen } from './usage-samples.ts';

describe('the forecast', () => {
  test.each([
    ['unknown', '47 9 1; 20 8 2; 10 7 3; 0 6 4'],
    ['lasts', '48 9 1; 20 8 2; 10 7 3; 0 6 4'],
    ['unknown', '60 9 1; 40 9 1; 20 7 2; 2 5 3'],
    ['unknown', '200 9 1; 168 8 2; 100 7 3; 0 6 4'],
    ['lasts', '200 9 1; 167 8 2; 100 7 3; 0 6 4'],
    ['nothing_left', '72 17 30; 48 14 60; 24 11 90; 0 0.00 120'],
    ['no_number', '0 Unlimited 120'],
    ['unused', '90 20 5; 0 20 5'],
  ])('is %s after %s: a number needs two days and three uses within a week', (kind, samples) => {
    expect(forecast(seen(samples).samples, NOON).kind).toBe(kind);
  });

  test('is unknown without a sample, and while the amount is', () => {
    expect(forecast([], NOON).kind).toBe('unknown');
    const minute = NOON / 60_000;
    const samples = [4_000, 3_000, 2_000, 1_000].map((age, index): Sample => {
      return [minute - age, 9 - index, 0, String(index)];
    });
    expect(forecast(samples, NOON).kind).toBe('lasts');
    expect(forecast([...samples, [minute, 5, 0, null]], NOON).kind).toBe('unknown');
    expect(forecast([[minute - 4_000, 5, 0, null]], NOON).kind).toBe('unknown');
  });

  test('counts days on which the browser was off', () => {
    const { samples } = seen('144 20 0; 143 19 1; 142 18 2; 141 17 3; 0 17 3');
    const { days } = forecast(samples, NOON) as { days: number };
    expect(days).toBeCloseTo(17 / (3 / 6), 1);
  });

  // The range as `shortest longest`, then the level.
  test.each([
    ['48 18 0; 36 14 4; 24 10 8; 0 8 10', '1 4 warning'],
    ['48 18 0; 36 17 1; 24 16 2; 0 12 6', '3 6 calm'],
    ['48 12 0; 42 11 1; 36 10 2; 24 9 3; 0 9 3', '3 null calm'],
    ['60 18 0; 50 14 4; 40 13 5; 30 12 6; 0 12 6', '2.5 null calm'],
    ['300 90 10; 168 80 20; 72 24 76; 48 20 80; 24 12 88; 0 10 90', '0.71 5 warning'],
  ])('after %s ranges over the recent days: %s', (samples, expected) => {
    const result = forecast(seen(samples).samples, NOON);
    if (result.kind !== 'lasts') throw new Error(result.kind);
    const { days, shortest, longest, level } = result;
    const round = (one: number | null) => one && Math.round(one * 100) / 100;
    expect(`${round(shortest)} ${round(longest)} ${level}`).toBe(expected);
    expect(shortest).toBeLessThanOrEqual(days);
    expect(longest ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(days);
  });

  test('is no warning from three days on', () => {
    const level = (left: string) => {
      const samples = `48 ${left} 0; 36 ${left} 0; 24 9 2; 12 8 3; 0 6 4`;
      return (forecast(seen(samples).samples, NOON) as { level: string }).level;
    };
    expect([level('10'), level('10.1')]).toEqual(['calm', 'warning']);
  });
});
