import { isMainThread } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../../extension/domain/account-state.ts';
import { dailyUsage } from '../../../extension/domain/usage/daily-usage.ts';
import {
  addDays,
  startOfDay,
  unitsUntil,
  usedUntil,
} from '../../../extension/domain/usage/days.ts';
import { forecast } from '../../../extension/domain/usage/forecast.ts';
import {
  type History,
  MAX_SAMPLES,
  readHistory,
  type Sample,
} from '../../../extension/domain/usage/history.ts';
import { withSample } from '../../../extension/domain/usage/record.ts';

const DAY = 86_400_000;
const NOON = new Date(2026, 2, 14, 12).getTime();

function account(at: number, balance: string, used: number, id: number | string = 1): Account {
  const as_of = Math.floor(at / 1000);
  return { id, username: 'ada', quota: 0, used_quota: used, balance_formatted: balance, as_of };
}

/** A history of samples: hours before noon, balance, used. */
function seen(...entries: [hours: number, balance: string, used: number][]): History {
  return entries.reduce<History | null>(
    (history, [hours, balance, used]) =>
      withSample(history, account(NOON - hours * 3_600_000, balance, used), NOON),
    null,
  ) as History;
}

const samplesOf = (...entries: Parameters<typeof seen>) => seen(...entries).samples;

/** The usage between two times. */
function sumBetween(samples: readonly Sample[], from: number, to: number) {
  return {
    units: unitsUntil(samples, to) - unitsUntil(samples, from),
    amount: Number(usedUntil(samples, to)) - Number(usedUntil(samples, from)),
  };
}

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

  test('is unknown until two days and three uses have been seen', () => {
    expect(forecast([], NOON).kind).toBe('unknown');
    expect(forecast(samplesOf([40, '9', 1], [20, '7', 2], [2, '5', 3]), NOON).kind).toBe('unknown');
    expect(forecast(samplesOf([60, '9', 1], [20, '7', 2]), NOON).kind).toBe('unknown');
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

  test('grows with the balance and is positive', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 0, max: 5_000 }),
        (one, more) => {
          const lasts = (extra: number) => {
            const moved = samplesOf(...week).map(
              ([minute, balance, ...used]) =>
                [minute, (balance ?? 0) + one + extra, ...used] as const,
            );
            return (forecast(moved, NOON) as { days: number }).days;
          };
          expect(lasts(more)).toBeGreaterThanOrEqual(lasts(0));
          expect(lasts(0)).toBeGreaterThan(0);
        },
      ),
    );
  });
});
