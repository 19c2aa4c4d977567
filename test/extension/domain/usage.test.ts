import { isMainThread } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dailyUsage } from '../../../extension/domain/usage/daily-usage.ts';
import { addDays, startOfDay } from '../../../extension/domain/usage/days.ts';
import { type History, readHistory } from '../../../extension/domain/usage/history.ts';
import { withSample } from '../../../extension/domain/usage/record.ts';

import { account, DAY, NOON, samplesOf, seen, sumBetween } from './usage-samples.ts';

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
    const entries: [number, string][] = [
      [9, '10'],
      [6, '8'],
      [3, '28'],
      [1, '27'],
    ];
    const silent = entries.reduce<History | null>((history, [hours, balance]) => {
      const { used_quota: _, ...rest } = account(NOON - hours * 3_600_000, balance, 0);
      return withSample(history, rest, NOON);
    }, null);
    expect(readHistory(structuredClone(silent))).toEqual(silent);
    expect(dailyUsage(silent, 1, NOON)).toMatchObject([{ units: null, amount: '3' }]);
  });

  /** The usage after each sample, a second apart. `used` is optional. */
  function usedAfter(...entries: [balance: string, used?: number | string, quota?: number][]) {
    let history: History | null = null;
    return entries.map(([balance_formatted, used_quota, quota], index) => {
      const at = NOON + index * 1_000;
      const { quota: _, ...plain } = account(at, balance_formatted, 0);
      const of = { ...plain, used_quota, quota };
      const parts = JSON.parse(JSON.stringify(of));
      history = readHistory(structuredClone(withSample(history, parts, at)));
      const [today] = dailyUsage(history, 1, at);
      return today?.amount ?? (today?.units === null ? null : `${today?.units} units`);
    });
  }

  test('is kept between two samples and a top-up within one minute', () => {
    const entries: Parameters<typeof usedAfter> = [
      ['750.00', 250_000, 1_000_000],
      ['737.66', 262_340, 1_000_000],
      ['762.66', 262_340, 1_025_000],
    ];
    expect(usedAfter(...entries)).toEqual(['0', '12.34', '12.34']);
    const [first, , last] = entries as [(typeof entries)[0], unknown, (typeof entries)[0]];
    expect(usedAfter(first, last)).toEqual(['0', '12.34']);
    const withoutQuota = entries.map(([balance, used]) => [balance, used] as [string, number]);
    expect(usedAfter(...withoutQuota)).toEqual(['0', '12.34', '12.34']);
    const balances = entries.map(([balance]) => [balance] as [string]);
    expect(usedAfter(...balances)).toEqual(['0', '12.34', '12.34']);
  });

  test('is none if the balance flaps and the count does not change', () => {
    const flapping = ['15.00', '4.00', '15.00', '4.00', '15.00', '4.00'];
    const none = flapping.map(() => '0');
    expect(usedAfter(...flapping.map((one) => [one, 250_000] as [string, number]))).toEqual(none);
    const withQuota = flapping.map((one) => [one, 985_000, 1_000_000] as [string, number, number]);
    expect(usedAfter(...withQuota)).toEqual(none);
  });

  test('during a hold and its release is only what is counted', () => {
    expect(
      usedAfter(
        ['15.00', 985_000, 1_000_000],
        ['4.50', 985_500, 1_000_000],
        ['14.50', 985_500, 1_000_000],
        ['13.25', 986_750, 1_000_000],
      ),
    ).toEqual(['0', '0.5', '0.5', '1.75']);
  });

  test('is known only in units while the release of a hold hides the amount', () => {
    expect(usedAfter(['10.00', 1_000], ['7.00', 1_000], ['9.50', 1_500], ['9.00', 2_000])).toEqual([
      '0',
      '0',
      '500 units',
      '1',
    ]);
  });

  test('stays an amount if the balance hides counts smaller than its decimals', () => {
    expect(usedAfter(['10.00', 0], ['10.00', 3], ['9.99', 9], ['9.99', 12], ['9.98', 18])).toEqual([
      '0',
      '0',
      '0.01',
      '0.01',
      '0.02',
    ]);
  });

  test('includes what was counted before the balance could be read', () => {
    expect(
      usedAfter(['n/a', 1_000], ['n/a', 2_000], ['5.00', 2_000], ['4.00', 3_000], ['3.50', 3_500]),
    ).toEqual(['0 units', '1000 units', '1000 units', '2', '2.5']);
  });

  test('by falls alone is shown at once, kept for the day, and not counted twice', () => {
    expect(usedAfter(['15'], ['4'], ['15'], ['4'], ['3'])).toEqual(['0', '11', '11', '11', '12']);
    expect(usedAfter(['15'], ['4'], ['20'], ['19'])).toEqual(['0', '11', '11', '12']);
  });

  test('with an unchanged count waits for a balance that no release explains', () => {
    expect(usedAfter(['15', 7], ['4', 7], ['20', 7], ['19', 7])).toEqual(['0', '0', '11', '11']);
  });

  test('with an unchanged count is the fall once it has lasted an hour', () => {
    const history = seen([3, '15.00', 7], [2.5, '4.00', 7], [1, '4.00', 7]);
    expect(dailyUsage(history, 1, NOON)[0]?.amount).toBe('11');
  });

  test('is kept while the count is absent, and follows the count again', () => {
    expect(
      usedAfter(
        ['750.00', 250_000, 1_000_000],
        ['740.00'],
        ['730.00'],
        ['729.00', 271_000, 1_000_000],
      ),
    ).toEqual(['0', '10', '20', '21']);
  });

  test('is exact for counts beyond 2^53 and balances of many digits', () => {
    const last = usedAfter(
      ['12345678901234567890.10', '653247040368672768'],
      ['12345678901234567890.00', '653247040368672868'],
      ['12345678901234567889.90', '653247040368672968'],
    ).at(-1);
    expect(last).toBe('0.2');
    expect(usedAfter(['0.3'], ['0.2'], ['0.1']).at(-1)).toBe('0.2');
  });

  test('is not counted twice if the count goes back and returns', () => {
    expect(
      usedAfter(
        ['750.00', 250_000, 1_000_000],
        ['740.00', 260_000, 1_000_000],
        ['750.00', 250_000, 1_000_000],
        ['739.00', 261_000, 1_000_000],
      ),
    ).toEqual(['0', '10', '10', '11']);
  });

  test('continues if counting starts over', () => {
    expect(usedAfter(['10', 500], ['10', 0], ['9', 10], ['8', 20]).at(-1)).toBe('2');
  });

  test('is in units if nothing shows their price', () => {
    expect(usedAfter(['10.00', 5], ['30.00', 25])).toEqual(['0', '20 units']);
    expect(usedAfter(['10.00', 5], ['30.00', 25], ['28.00', 45])).toEqual(['0', '20 units', '4']);
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
  test.runIf(isMainThread)('is kept after travelling west on the same day', () => {
    const zone = process.env.TZ;
    try {
      process.env.TZ = 'Asia/Shanghai';
      const day = Date.UTC(2026, 2, 13, 18);
      let history = withSample(null, account(day, '10.00', 0), day);
      history = withSample(history, account(day + 60_000, '8.00', 200), day + 60_000);
      process.env.TZ = 'Europe/Berlin';
      const later = Date.UTC(2026, 2, 14, 8);
      history = withSample(history, account(later, '7.00', 300), later);
      expect(dailyUsage(history, 1, later)[0]?.amount).toBe('3');
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  test('of a night is shared by two days', () => {
    const days = dailyUsage(seen([24, '10', 0], [0, '6', 40]), 2, NOON);
    expect(days.map(({ amount }) => Number(amount))).toEqual([2, 2]);
  });

  test('of a night has no more decimals than the balance', () => {
    const days = dailyUsage(seen([19, '10.00', 0], [0, '6.00', 40]), 2, NOON);
    expect(days.map(({ amount }) => amount)).toEqual(['1.47', '2.53']);
  });

  test('is counted in local days, also of 23 and 25 hours', () => {
    const midnight = startOfDay(NOON);
    expect(startOfDay(addDays(midnight, 30))).toBe(addDays(midnight, 30));
    expect(dailyUsage(null, 30, NOON)).toHaveLength(30);
  });

  test('does not depend on the size of a top-up, is never negative, and adds up', () => {
    const steps = fc.array(
      fc.record({ hours: fc.integer({ min: 1, max: 20 }), fall: fc.integer({ min: 0, max: 50 }) }),
      { minLength: 2, maxLength: 40 },
    );
    fc.assert(
      fc.property(steps, fc.nat(1e6), fc.nat(39), (all, topUp, when) => {
        const build = (added: number) => {
          let [minute, balance, units] = [1_000, 10_000, 0];
          let history: History | null = null;
          const add = (minutes: number, change: number, used: number) => {
            minute += minutes;
            balance += change;
            units += used;
            const at = minute * 60_000;
            history = withSample(history, account(at, balance.toFixed(2), units), at);
          };
          add(0, 0, 0);
          for (const [index, { hours, fall }] of all.entries()) {
            if (index === when) add(1, added, 0);
            add(hours * 60, -fall, fall * 100);
          }
          return (history as unknown as History).samples;
        };
        const plain = sumBetween(build(0), 0, Number.MAX_SAFE_INTEGER);
        const topped = sumBetween(build(topUp), 0, Number.MAX_SAFE_INTEGER);
        expect(topped.amount).toBeCloseTo(plain.amount ?? -1, 6);
        expect(plain.amount).toBeCloseTo(
          all.reduce((sum, { fall }) => sum + fall, 0),
          6,
        );
        expect(topped.units).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
