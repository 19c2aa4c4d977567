import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dailyUsage } from '../../../extension/domain/usage/daily-usage.ts';
import {
  type History,
  MAX_SAMPLES,
  readHistory,
  type Sample,
} from '../../../extension/domain/usage/history.ts';
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

  test('stay in order and below their maximum number', () => {
    const entry = fc.record({
      pause: fc.integer({ min: -3_000, max: 20_000 }),
      balance: fc.oneof(
        fc.double({ min: -50, max: 1e6, noNaN: true }).map((amount) => amount.toFixed(2)),
        fc.constant('n/a'),
      ),
      used: fc.integer({ min: 0, max: 1e9 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 400 }), (entries) => {
        let history: History | null = null;
        let at = NOON;
        for (const { pause, balance, used } of entries) {
          at += pause * 60_000;
          history = withSample(history, account(at, balance, used), Math.max(at, NOON));
          expect(history.samples.length).toBeLessThanOrEqual(MAX_SAMPLES);
          expect(readHistory(structuredClone(history))).toEqual(history);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('of old days are reduced to the first and the last', () => {
    let history: History | null = null;
    for (let minute = 0; minute < 90 * 1440; minute += 20) {
      const at = NOON - 90 * DAY + minute * 60_000;
      const balance = minute % 40 === 0 ? '10' : '9';
      history = withSample(history, account(at, balance, minute), NOON);
    }
    const { samples } = history as History;
    expect(samples.length).toBeLessThanOrEqual(MAX_SAMPLES);
    const days = new Set(samples.map(([minute]) => Math.floor(minute / 1440)));
    expect(days.size).toBeGreaterThanOrEqual(89);
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
