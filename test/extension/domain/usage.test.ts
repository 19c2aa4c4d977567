import { isMainThread } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { withSample } from '../../../extension/domain/usage/add-sample.ts';
import { dailyUsage } from '../../../extension/domain/usage/daily-usage.ts';
import { dateOf, dayAt, usedBetween, usedUntil } from '../../../extension/domain/usage/days.ts';
import { type History, readHistory, type Sample } from '../../../extension/domain/usage/history.ts';
import { account, DAY, NOON, seen } from './usage-samples.ts';

const minute = NOON / 60_000;
/** The third sample is at the midnight of today. */
const THREE_DAYS = '50 10 0; 26 8 20; 12 7 30; 2 5 50';
const withSamples = (...samples: Sample[]) => ({ ...seen('1 5 0'), samples });
const first: Sample = [minute - 2_880, 9, null, '0'];

describe('usage', () => {
  // Each day as `isSeen balance units amount`.
  test.each<[string, string | (() => History | null), string[]]>([
    [
      'a history',
      THREE_DAYS,
      ['false null 0 0', 'true 10 11.66 1.16', 'true 8 18.34 1.84', 'true 5 20 2'],
    ],
    ['no history', () => null, ['false null 0 0']],
    ['lost samples', () => ({ ...seen(THREE_DAYS), samples: [] }), ['false null null 2']],
    [
      'a balance that has become unreadable',
      () => withSamples(first, [minute - 2_000, 8, 1, '1'], [minute - 1_900, null, 2, null]),
      ['true null 1 null', 'true null 2 null'],
    ],
    [
      'a platform that does not count',
      () => withSamples(first, [minute - 2_000, 8, null, '1']),
      ['true 8 null 0.19', 'true 8 null 0'],
    ],
    ['a night', '19 10.00 0; 0 6.00 40', ['true 10 14.73 1.47', 'true 6 25.27 2.53']],
    ['a balance readable later', '4 x 1000; 3 x 2000; 2 5.00 2000; 1 4.00 3000', ['true 4 2000 2']],
    ['a price known only today', '20 x 0; 19 x 1000; 3 5.00 1000; 1 4.00 2000', ['true 4 1000 0']],
    ['a price that was not known today', '12 x 0; 3 5.00 1000; 1 4.00 2000', ['true 4 2000 2']],
    ['samples that were forgotten', '2400 10 0; 1 8 20', ['true 8 0 0']],
  ])('of the last days of %s', (_, samples, expected) => {
    const history = typeof samples === 'string' ? seen(samples) : samples();
    const days = dailyUsage(history, expected.length, NOON);
    expect(
      days.map(({ isSeen, balance, units, amount }) => `${isSeen} ${balance} ${units} ${amount}`),
    ).toEqual(expected);
  });

  test('is stored once for each of the last ten days', () => {
    const halfDays = Array.from({ length: 24 }, (_, index) => `${12 * (23 - index)} 90 ${index}`);
    expect(seen(halfDays.join('; ')).days.map(({ date }) => date)).toEqual(
      Array.from({ length: 10 }, (_, index) => dateOf(NOON - (9 - index) * DAY)),
    );
  });

  test('belongs to a day from when it was first seen', () => {
    const { days } = seen('0 10 0');
    expect(dayAt(days, NOON)).toBe(days[0]);
    for (const at of [NOON - 1, NOON + DAY]) expect(dayAt(days, at)).toBeUndefined();
  });

  test('of two samples within a minute is that of the later one', () => {
    const samples: Sample[] = [1, 1, 3].map((at, index) => [at, 9, 0, `${index}`]);
    expect(usedUntil(samples, 60_000)).toBe('1');
  });

  test.each([
    ['3', '1', '0'],
    [null, '1', null],
    ['1', null, null],
  ])('between totals of %j and %j is %j', (one, other, used) => {
    expect(usedBetween(one, other)).toBe(used);
  });

  test('of a day does not include samples of a clock that ran ahead', () => {
    const morning = new Date(2026, 2, 14, 8).getTime();
    let history: History | null = null;
    const entries: [at: number, used: number][] = [
      [morning, 0],
      [morning + DAY, 5_000],
      [morning + 3_600_000, 7_000],
      [morning + DAY - 3 * 3_600_000, 7_000],
    ];
    for (const [at, used] of entries) {
      const balance = ((100_000 - used) / 1_000).toFixed(2);
      history = withSample(history, { ...account(at, balance, used), quota: 100_000 }, at);
      history = readHistory(structuredClone(history));
    }
    const [at] = entries.at(-1) as [number, number];
    expect(dailyUsage(history, 2, at).map(({ amount }) => amount)).toEqual(['7', '0']);
  });

  // A worker thread keeps the time zone that the process started with.
  describe.runIf(isMainThread)('in another time zone', () => {
    afterEach(() => {
      vi.unstubAllEnvs();
    });

    test('is kept after travelling west on the same day', () => {
      vi.stubEnv('TZ', 'Asia/Shanghai');
      const day = Date.UTC(2026, 2, 13, 18);
      let history = withSample(null, account(day, '10.00', 0), day);
      history = withSample(history, account(day + 60_000, '8.00', 200), day + 60_000);
      vi.stubEnv('TZ', 'Europe/Berlin');
      const later = Date.UTC(2026, 2, 14, 8);
      history = withSample(history, account(later, '7.00', 300), later);
      expect(dailyUsage(history, 1, later)[0]?.amount).toBe('3');
    });

    test.each([
      [23, Date.UTC(2026, 2, 28, 23)],
      [25, Date.UTC(2026, 9, 24, 22)],
    ])('belongs to one day of %d hours', (hours, midnight) => {
      vi.stubEnv('TZ', 'Europe/Berlin');
      let history: History | null = null;
      for (let hour = -1; hour <= hours; hour++) {
        const at = midnight + hour * 3_600_000;
        history = withSample(history, account(at, (50 - hour).toFixed(2), hour + 1), at);
      }
      const days = dailyUsage(history, 3, midnight + hours * 3_600_000);
      expect(days.map(({ day }) => day - midnight)).toEqual([-DAY, 0, hours * 3_600_000]);
      expect(days.map(({ amount }) => amount)).toEqual(['1', String(hours), '0']);
    });
  });
});
