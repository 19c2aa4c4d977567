import { describe, expect, test } from 'vitest';
import { dailyUsage } from '../../../extension/domain/usage/daily-usage.ts';
import { type History, readHistory, type Sample } from '../../../extension/domain/usage/history.ts';
import { withSample } from '../../../extension/domain/usage/record.ts';

import { account, DAY, NOON, samplesOf, seen } from './usage-samples.ts';

describe('samples', () => {
  test('keep the first and the last of an unchanged balance', () => {
    const samples = samplesOf([9, '10', 5], [6, '10', 5], [3, '10', 5], [1, '9', 6]);
    expect(samples.map(([, balance]) => balance)).toEqual([10, 10, 9]);
    expect((samples[1] as Sample)[0] - (samples[0] as Sample)[0]).toBe(6 * 60);
  });

  test('have no balance if it is not a number', () => {
    expect(samplesOf([1, 'Unlimited', 5]).at(0)?.[1]).toBeNull();
  });

  test('start over for another account, even if only the type of its id differs', () => {
    const history = seen([2, '10', 1]);
    expect(withSample(history, account(NOON, '3', 1, 2), NOON).samples).toHaveLength(1);
    expect(withSample(history, account(NOON, '3', 1, '1'), NOON).samples).toHaveLength(1);
  });

  test('ignore an account older than the last sample, and correct samples of a clock far ahead', () => {
    const history = seen([2, '10', 1], [1, '9', 2]);
    expect(withSample(history, account(NOON - 5_400_000, '8', 3), NOON)).toEqual(history);
    const ahead = withSample(history, account(NOON + 400 * DAY, '8', 3), NOON + 400 * DAY);
    const mended = withSample(ahead, account(NOON, '8', 3), NOON).samples;
    expect(mended.at(-1)?.[0]).toBe(NOON / 60_000);
  });

  test('keep the usage before a top-up between two close samples', () => {
    const samples = samplesOf([1, '10', 0], [0.05, '9', 10], [0.02, '29', 12]);
    expect(samples.map(([, balance]) => balance)).toEqual([10, 9, 29]);
  });

  describe('of many days', () => {
    const end = Date.UTC(2026, 2, 14, 12);
    /** A history with a sample every `step` minutes until noon. */
    function withSamples(count: number, step: number): readonly Sample[] {
      const samples = Array.from({ length: count }, (_, index): Sample => {
        return [end / 60_000 - (count - index) * step, 10 - (index % 2), index, '0'];
      });
      return withSample({ ...seen([0, '10', 0]), samples }, account(end, '8', 0), end).samples;
    }

    test('are reduced to the first and the last of days older than a week', () => {
      const samples = withSamples(90 * 72, 20);
      const days = Map.groupBy(samples, ([at]) => Math.floor(at / 1440));
      const counts = [...days.values()].map((day) => day.length);
      expect(counts).toEqual([2, ...Array(82).fill(2), 37, ...Array(6).fill(72), 37]);
    });

    test.each([
      [2_399, 30, 2_400],
      [2_400, 30, 424],
      [2_500, 1, 2_400],
      [10, 90 * 144, 11],
      [10, 90 * 144 + 1, 10],
    ])(
      'are at most their maximum number and 90 days old: %d, %d minutes apart',
      (count, step, kept) => {
        expect(withSamples(count, step)).toHaveLength(kept);
      },
    );
  });
});

describe('the history of 0.1.0', () => {
  const minute = NOON / 60_000;
  const old = {
    owner: 'number 1',
    samples: [
      [minute - 180, 10, 0],
      [minute - 120, 8, 20],
      [minute - 60, 27, 30],
    ],
  };

  test('is rebuilt and continued', () => {
    const history = readHistory(structuredClone(old)) as History;
    expect(history.samples.map(([at, balance, units]) => [at, balance, units])).toEqual(
      old.samples,
    );
    expect(dailyUsage(history, 1, NOON)).toMatchObject([{ amount: '2', units: 30, balance: 27 }]);
    const next = withSample(history, account(NOON, '26', 40), NOON);
    expect(dailyUsage(next, 1, NOON)).toMatchObject([{ amount: '4', units: 40, balance: 26 }]);
  });

  test('may have no balance, or no samples', () => {
    const samples = [
      [minute - 5, null, 0],
      [minute, null, 20],
    ];
    const history = readHistory({ ...old, samples });
    expect(dailyUsage(history, 1, NOON)).toMatchObject([{ amount: null, units: 20 }]);
    const empty = readHistory({ ...old, samples: [] });
    expect(withSample(empty, account(NOON, '26', 40), NOON).samples).toHaveLength(1);
  });

  test('is read if 0.1.0 has overwritten a later one', () => {
    const later = withSample(null, account(NOON - 200 * 60_000, '12', 0), NOON);
    const history = readHistory({ ...structuredClone(later), samples: old.samples });
    expect(dailyUsage(history, 1, NOON)).toMatchObject([{ amount: '2' }]);
  });

  test.each([
    [{ ...old, samples: [[minute, 1]] }],
    [{ ...old, samples: [[minute, 1, 2, 3, 4]] }],
    [{ ...old, samples: [['x', 1, 2]] }],
    [{ ...old, samples: [...old.samples].reverse() }],
    [{ samples: old.samples }],
    [null],
    [7],
  ])('is ignored if it is invalid: %j', (raw) => {
    expect(readHistory(raw)).toBeNull();
  });

  test('with a damaged ledger is rebuilt', () => {
    const whole = seen([3, '10', 0], [2, '8', 20], [1, '8', 20]);
    const damaged = { ...whole, ledger: { ...(whole.ledger as object), amount: 'much' } };
    const next = withSample(readHistory(damaged), account(NOON, '7', 30), NOON);
    expect(dailyUsage(next, 1, NOON)).toMatchObject([{ amount: '3' }]);
  });
});
