import { isMainThread } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { dailyUsage } from '../../../extension/domain/usage/daily-usage.ts';
import { type History, readHistory } from '../../../extension/domain/usage/history.ts';
import { withSample } from '../../../extension/domain/usage/record.ts';

import { account, counter, DAY, NOON, samplesOf, seen, sumBetween } from './usage-samples.ts';

describe('usage', () => {
  test('is what the balance fell by, without top-ups', () => {
    const steps = samplesOf([9, '10', 0], [6, '8', 20], [3, '28', 20], [1, '27', 30]);
    expect(sumBetween(steps, NOON - DAY, NOON)).toEqual({ units: 30, amount: 3 });
  });

  test('during a top-up follows from the units, at the price of the falls', () => {
    const steps = samplesOf([9, '10', 0], [6, '8', 20], [3, '27', 30]);
    expect(sumBetween(steps, NOON - DAY, NOON).amount).toBe(3);
  });

  test('is none if the units are reset', () => {
    const steps = samplesOf([9, '10', 500], [6, '10', 0]);
    expect(sumBetween(steps, NOON - DAY, NOON)).toEqual({ units: 0, amount: 0 });
  });

  test('is known only in units if the balance is not a number', () => {
    const [today] = dailyUsage(seen([3, 'n/a', 5], [1, 'n/a', 25]), 1, NOON);
    expect(today).toMatchObject({ units: 20, amount: null, balance: null });
  });

  test('is what the balance fell by if the platform does not count', () => {
    const balances = ['10', '8', '28', '27'];
    const silent = balances.reduce<History | null>((history, balance, index) => {
      const { used_quota: _, ...rest } = account(NOON + (index - 9) * 3_600_000, balance, 0);
      return withSample(history, rest, NOON);
    }, null);
    expect(readHistory(structuredClone(silent))).toEqual(silent);
    expect(dailyUsage(silent, 1, NOON)).toMatchObject([{ units: null, amount: '3' }]);
  });

  /** The usage after each sample, a second apart. `used` is optional. */
  function usedAfter(
    ...entries: [balance: string, used?: string | undefined, quota?: string | undefined][]
  ) {
    let history: History | null = null;
    return entries.map(([balance_formatted, used_quota, quota], index) => {
      const at = NOON + index * 1_000;
      const { quota: _, used_quota: __, ...plain } = account(at, balance_formatted, 0);
      const counts = {
        ...(used_quota && { used_quota: counter(used_quota) }),
        ...(quota && { quota: counter(quota) }),
      };
      history = readHistory(structuredClone(withSample(history, { ...plain, ...counts }, at)));
      const [today] = dailyUsage(history, 1, at);
      return today?.amount ?? (today?.units === null ? null : `${today?.units} units`);
    });
  }

  test('is kept between two samples and a top-up within one minute', () => {
    const entries: Parameters<typeof usedAfter> = [
      ['750.00', '250000', '1000000'],
      ['737.66', '262340', '1000000'],
      ['762.66', '262340', '1025000'],
    ];
    const [first, , last] = entries as [(typeof entries)[0], unknown, (typeof entries)[0]];
    expect(usedAfter(first, last)).toEqual(['0', '12.34']);
    for (const members of [3, 2, 1]) {
      const known = entries.map((entry) => entry.slice(0, members) as [string]);
      expect(usedAfter(...known)).toEqual(['0', '12.34', '12.34']);
    }
  });

  // Each sample as `balance count/quota = usage`, where count and quota may be missing.
  test.each([
    [
      'is none if only the balance flaps',
      '15.00 250 = 0; 4.00 250 = 0; 15.00 250 = 0; 4.00 250 = 0',
    ],
    [
      'is none if it flaps with a quota',
      '15.00 985/1000 = 0; 4.00 985/1000 = 0; 15.00 985/1000 = 0',
    ],
    [
      'during a hold and its release is only what is counted',
      '15.00 985000/1000000 = 0; 4.50 985500/1000000 = 0.5; 14.50 985500/1000000 = 0.5; 13.25 986750/1000000 = 1.75',
    ],
    [
      'is known only in units while the release of a hold hides the amount',
      '10.00 1000 = 0; 7.00 1000 = 0; 9.50 1500 = 500 units; 9.00 2000 = 1',
    ],
    [
      'stays an amount if the balance hides counts smaller than its decimals',
      '10.00 0 = 0; 10.00 3 = 0; 9.99 9 = 0.01; 9.99 12 = 0.01; 9.98 18 = 0.02',
    ],
    [
      'includes what was counted before the balance could be read',
      'plenty 1000 = 0 units; plenty 2000 = 1000 units; 5.00 2000 = 1000 units; 4.00 3000 = 2; 3.50 3500 = 2.5',
    ],
    ['by falls alone is not counted twice', '15 = 0; 4 = 11; 15 = 11; 4 = 11; 3 = 12'],
    ['by falls alone is kept for the day', '15 = 0; 4 = 11; 20 = 11; 19 = 12'],
    ['waits for a balance that no release explains', '15 7 = 0; 4 7 = 0; 20 7 = 11; 19 7 = 11'],
    [
      'is kept while the count is absent, and follows the count again',
      '750.00 250000/1000000 = 0; 740.00 = 10; 730.00 = 20; 729.00 271000/1000000 = 21',
    ],
    [
      'is exact for counts beyond 2^53 and balances of many digits',
      '12345678901234567890.10 653247040368672768 = 0; 12345678901234567889.90 653247040368672968 = 0.2',
    ],
    ['is exact for decimals', '0.3 = 0; 0.2 = 0.1; 0.1 = 0.2'],
    [
      'is not counted twice if the count goes back and returns',
      '75.00 250/1000 = 0; 74.00 260/1000 = 1; 75.00 250/1000 = 1; 73.90 261/1000 = 1.1',
    ],
    ['continues if counting starts over', '10 500 = 0; 10 0 = 0; 9 10 = 1; 8 20 = 2'],
    ['is in units if nothing shows their price', '10.00 5 = 0; 30.00 25 = 20 units; 28.00 45 = 4'],
  ])('%s: %s', (_, samples) => {
    const rows = samples.split('; ').map((row) => row.split(' = ') as [string, string]);
    const entries = rows.map(([sample]): Parameters<typeof usedAfter>[number] => {
      const [balance = '', used, quota] = sample.split(/[ /]/u);
      return [balance, used, quota];
    });
    expect(usedAfter(...entries)).toEqual(rows.map(([, usage]) => usage));
  });

  test('with an unchanged count is the fall once it has lasted an hour', () => {
    const history = seen([3, '15.00', 7], [2.5, '4.00', 7], [1, '4.00', 7]);
    expect(dailyUsage(history, 1, NOON)[0]?.amount).toBe('11');
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

  test('of a night is shared by two days', () => {
    const days = dailyUsage(seen([24, '10', 0], [0, '6', 40]), 2, NOON);
    expect(days.map(({ amount }) => Number(amount))).toEqual([2, 2]);
  });

  test('of a night has no more decimals than the balance', () => {
    const days = dailyUsage(seen([19, '10.00', 0], [0, '6.00', 40]), 2, NOON);
    expect(days.map(({ amount }) => amount)).toEqual(['1.47', '2.53']);
  });
});
