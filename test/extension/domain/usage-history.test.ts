import { describe, expect, test } from 'vitest';
import { creditsIn, withSample } from '../../../extension/domain/usage/add-sample.ts';
import { dailyUsage } from '../../../extension/domain/usage/daily-usage.ts';
import {
  type History,
  MAX_SAMPLES,
  readHistory,
  type Sample,
} from '../../../extension/domain/usage/history.ts';

import { account, DAY, NOON, seen } from './usage-samples.ts';

describe('samples', () => {
  test('start over for another account, even if only the type of its id differs', () => {
    const history = seen('2 10 1');
    expect(withSample(history, account(NOON, '3', 1, 2), NOON).samples).toHaveLength(1);
    expect(withSample(history, account(NOON, '3', 1, '1'), NOON).samples).toHaveLength(1);
  });

  test('ignore an account older than the last sample, and correct samples of a clock far ahead', () => {
    const history = seen('3 11 0; 2 10 1; 1 9 2');
    expect(withSample(history, account(NOON - 5_400_000, '8', 3), NOON)).toEqual(history);
    const ahead = withSample(history, account(NOON + 400 * DAY, '8', 3), NOON + 400 * DAY);
    const mended = withSample(ahead, account(NOON, '8', 3), NOON).samples;
    expect(mended.at(-1)?.[0]).toBe(NOON / 60_000);
  });

  // Each entry as `minute balance used`, where `used` may be missing.
  test.each([
    ['usage before a close top-up', [0, 57, 58], '0 10 0; 57 9 10; 58 29 12'],
    ['a count below the rounding', [0, 10, 20], '0 10 0; 10 10 3; 20 10 6'],
    ['less than five minutes once', [0, 4], '0 10; 2 9; 4 8'],
    ['five minutes', [0, 2, 5], '0 10; 2 9; 5 8'],
    ['a minute once', [0, 10], '0 10; 10 9; 10 8'],
    ['unreadable samples', [0, 1, 2], '0 x; 1 x; 2 x'],
    ['a long time without use', [0, 40, 50], '0 10; 10 10; 20 10; 40 10; 50 9'],
  ])('keep %s', (_, kept, entries) => {
    const history = entries.split('; ').reduce<History | null>((before, entry) => {
      const [at, balance = '', used] = entry.split(' ');
      const time = NOON + Number(at) * 60_000;
      return withSample(before, account(time, balance, used), time);
    }, null);
    expect(history?.samples.map(([at]) => at - NOON / 60_000)).toEqual(kept);
  });

  // The account is seen at `now` by one clock and at `other` by another one, in days after the samples.
  test.each<[string, now: number, other: number, kept: number[]]>([
    ['count as seen now if both clocks are behind', -5, -5, [-5, -5, -5]],
    ['count as seen at the later clock', -5, -1.5, [-2, -1.5, -1.5]],
    ['count as seen now if the other clock is months ahead', -5, 91, [-5, -5, -5]],
    ['are kept if the other clock is at most 90 days ahead', -5, 90, [-2, -1, 0]],
    ['are kept if one clock is far ahead', 400, 1, [-2, -1, 0, 400]],
    ['are forgotten if both clocks are far ahead', 400, 400, [400]],
  ])('%s', (_, now, other, kept) => {
    const history = seen('48 10 0; 24 9 1; 0 8 2');
    const at = NOON + now * DAY;
    const { samples } = withSample(history, account(at, '7', 3), at, NOON + other * DAY);
    expect(samples.map(([minute]) => (minute * 60_000 - NOON) / DAY)).toEqual(kept);
  });

  test('are read as they were stored', () => {
    const samples: Sample[] = [
      [1, null, null, null],
      [1, 9, 0, '0'],
    ];
    const whole = { ...seen('1 5 0'), samples };
    expect(readHistory(structuredClone(whole))).toEqual(whole);
  });

  test('tell how many credits were received', () => {
    expect(creditsIn(null)).toBe(0);
    expect(creditsIn(seen('2 10 0; 1 30 0'))).toBe(1);
  });

  describe('of many days', () => {
    const end = Date.UTC(2026, 2, 14, 12);
    /** A history with a sample every `step` minutes until noon. */
    function withSamples(count: number, step: number): readonly Sample[] {
      const samples = Array.from({ length: count }, (_, index): Sample => {
        return [end / 60_000 - (count - index) * step, 10 - (index % 2), index, '0'];
      });
      return withSample({ ...seen('0 10 0'), samples }, account(end, '8', 0), end).samples;
    }

    test('are reduced to the first and the last of days older than a week', () => {
      const samples = withSamples(90 * 72, 20);
      const days = Map.groupBy(samples, ([at]) => Math.floor(at / 1440));
      const counts = [...days.values()].map((day) => day.length);
      expect(counts).toEqual([2, ...Array(82).fill(2), 37, ...Array(6).fill(72), 37]);
    });

    test.each([
      [2_399, 30, 2_400],
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
      [minute - 9, 10.5, 0],
      [minute - 7, null, 10],
      [minute - 5, 9.25, 10],
      [minute, 'x', 'y'],
    ];
    const history = readHistory({ ...old, samples });
    expect(history?.samples).toEqual([
      [minute - 9, 10.5, 0, '0'],
      [minute - 7, null, 10, null],
      [minute - 5, 9.25, 10, '1.25'],
      [minute, null, null, null],
    ]);
    const { ledger } = withSample(history, account(NOON, '8.25', 20), NOON);
    expect(ledger.price).toMatchObject({ proofs: 1, low: expect.closeTo(0.099, 5) });
    const empty = readHistory({ ...old, samples: [] });
    expect(withSample(empty, account(NOON, '26', 40), NOON).samples).toHaveLength(1);
  });

  test.each([[[minute, 'x', 2, '3']], [[minute, 1, 'x', '3']], [[minute, 1, 2]]])(
    'is what any sample of another form belongs to, even in a later history: %j',
    (sample) => {
      const whole = seen('3 10 0; 2 8 20');
      expect(readHistory({ ...whole, samples: [...whole.samples, sample] })).toMatchObject({
        days: [],
        ledger: null,
      });
    },
  );

  const many = Array.from({ length: MAX_SAMPLES + 1 }, () => [minute, 1, 2]);

  test.each<[string, unknown]>([
    ['no object', null],
    ['an unknown owner', { samples: old.samples }],
    ['no samples', { ...old, samples: undefined }],
    ['samples that are no array', { ...old, samples: { length: 1 } }],
    ['too many samples', { ...old, samples: many }],
    ['samples in the wrong order', { ...old, samples: [...old.samples].reverse() }],
    ['a sample that is no array', { ...old, samples: [{ 0: minute, 1: 1, 2: 2, length: 3 }] }],
    ['a sample that is too short', { ...old, samples: [[minute, 1]] }],
    ['a sample that is too long', { ...old, samples: [[minute, 1, 2, 3, 4]] }],
    ['a sample without a time', { ...old, samples: [['x', 1, 2]] }],
    ['a sample with a boolean', { ...old, samples: [[minute, true, 2]] }],
    ['a sample with NaN', { ...old, samples: [[minute, Number.NaN, 2]] }],
  ])('is ignored if it has %s', (_, raw) => {
    expect(readHistory(raw)).toBeNull();
  });

  test('with a damaged ledger is rebuilt', () => {
    const whole = seen('3 10 0; 2 8 20; 1 8 20');
    const damaged = { ...whole, ledger: { ...(whole.ledger as object), amount: 'much' } };
    const next = withSample(readHistory(damaged), account(NOON, '7', 30), NOON);
    expect(dailyUsage(next, 1, NOON)).toMatchObject([{ amount: '3' }]);
  });
});
