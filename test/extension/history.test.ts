import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../extension/account/state.ts';
import {
  type History,
  isHistory,
  MOST_SAMPLES,
  type Sample,
  withSample,
} from '../../extension/history/samples.ts';
import {
  addDays,
  daysOfUse,
  forecast,
  startOfDay,
  stepsOf,
  sumBetween,
} from '../../extension/history/usage.ts';

const DAY = 86_400_000;
const NOON = new Date(2026, 2, 14, 12).getTime();

function account(at: number, balance: string, used: number, id: number | string = 1): Account {
  const as_of = Math.floor(at / 1000);
  return { id, username: 'ada', quota: 0, used_quota: used, balance_formatted: balance, as_of };
}

/** A history of looks: hours before noon, balance, used. */
function seen(...looks: [hours: number, balance: string, used: number][]): History {
  return looks.reduce<History | null>(
    (history, [hours, balance, used]) =>
      withSample(history, account(NOON - hours * 3_600_000, balance, used)),
    null,
  ) as History;
}

const samplesOf = (...looks: Parameters<typeof seen>) => seen(...looks).samples;

describe('samples', () => {
  test('keep the first and the last look at a balance that stays the same', () => {
    const samples = samplesOf([9, '10', 5], [6, '10', 5], [3, '10', 5], [1, '9', 6]);
    expect(samples.map(([, balance]) => balance)).toEqual([10, 10, 9]);
    expect((samples[1] as Sample)[0] - (samples[0] as Sample)[0]).toBe(6 * 60);
  });

  test('hold no number where the balance is none', () => {
    expect(samplesOf([1, 'Unlimited', 5]).at(0)?.[1]).toBeNull();
  });

  test('begin anew for another account, also where only the kind of its id differs', () => {
    const history = seen([2, '10', 1]);
    expect(withSample(history, account(NOON, '3', 1, 2)).samples).toHaveLength(1);
    expect(withSample(history, account(NOON, '3', 1, '1')).samples).toHaveLength(1);
  });

  test('ignore a clock that is a little behind, and forget what one far ahead wrote', () => {
    const history = seen([2, '10', 1], [1, '9', 2]);
    expect(withSample(history, account(NOON - 5_400_000, '8', 3))).toEqual(history);
    const ahead = withSample(history, account(NOON + 400 * DAY, '8', 3));
    const mended = withSample(ahead, account(NOON, '8', 3)).samples;
    expect(mended.at(-1)?.[0]).toBe(NOON / 60_000);
  });

  test('do not let a top-up between two close looks hide what was used before it', () => {
    const samples = samplesOf([1, '10', 0], [0.05, '9', 10], [0.02, '29', 12]);
    expect(samples.map(([, balance]) => balance)).toEqual([10, 9, 29]);
  });

  test('stay in order and within their bound, whatever comes', () => {
    const look = fc.record({
      pause: fc.integer({ min: -3_000, max: 20_000 }),
      balance: fc.oneof(
        fc.double({ min: -50, max: 1e6, noNaN: true }).map((amount) => amount.toFixed(2)),
        fc.constant('n/a'),
      ),
      used: fc.integer({ min: 0, max: 1e9 }),
    });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 400 }), (looks) => {
        let history: History | null = null;
        let at = NOON;
        for (const { pause, balance, used } of looks) {
          at += pause * 60_000;
          history = withSample(history, account(at, balance, used));
          expect(history.samples.length).toBeLessThanOrEqual(MOST_SAMPLES);
          expect(isHistory(structuredClone(history) as never)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('of three busy months are thinned to the first and last of each old day', () => {
    let history: History | null = null;
    for (let minute = 0; minute < 90 * 1440; minute += 20) {
      const at = NOON - 90 * DAY + minute * 60_000;
      const saw = minute % 40 === 0 ? '10' : '9';
      history = withSample(history, account(at, saw, minute));
    }
    const { samples } = history as History;
    expect(samples.length).toBeLessThanOrEqual(MOST_SAMPLES);
    const days = new Set(samples.map(([minute]) => Math.floor(minute / 1440)));
    expect(days.size).toBeGreaterThanOrEqual(89);
  });
});

describe('use', () => {
  test('is what the balance fell by, top-ups left out', () => {
    const steps = stepsOf(samplesOf([9, '10', 0], [6, '8', 20], [3, '28', 20], [1, '27', 30]));
    expect(sumBetween(steps, NOON - DAY, NOON)).toEqual({ units: 30, amount: 3 });
  });

  test('during a top-up is told by the units, at the price of the falls', () => {
    const steps = stepsOf(samplesOf([9, '10', 0], [6, '8', 20], [3, '27', 30]));
    expect(sumBetween(steps, NOON - DAY, NOON).amount).toBe(3);
  });

  test('of units that are reset is none', () => {
    const steps = stepsOf(samplesOf([9, '10', 500], [6, '10', 0]));
    expect(sumBetween(steps, NOON - DAY, NOON)).toEqual({ units: 0, amount: 0 });
  });

  test('of a balance that is no number is known in units alone', () => {
    const [today] = daysOfUse(samplesOf([3, 'n/a', 5], [1, 'n/a', 25]), 1, NOON);
    expect(today).toMatchObject({ units: 20, amount: null, balance: null });
  });

  test('is what the balance fell by where the platform does not say what was used', () => {
    const looks: [number, string][] = [
      [9, '10'],
      [6, '8'],
      [3, '28'],
      [1, '27'],
    ];
    const silent = looks.reduce<History | null>((history, [hours, balance]) => {
      const { used_quota: _, ...rest } = account(NOON - hours * 3_600_000, balance, 0);
      return withSample(history, rest);
    }, null);
    expect(silent && isHistory({ ...silent, samples: silent.samples.map((one) => [...one]) })).toBe(
      true,
    );
    const steps = stepsOf(silent?.samples ?? []);
    expect(sumBetween(steps, NOON - DAY, NOON)).toEqual({ units: null, amount: 3 });
  });

  test('of a night is shared by its two days', () => {
    const days = daysOfUse(samplesOf([24, '10', 0], [0, '6', 40]), 2, NOON);
    expect(days.map(({ amount }) => amount)).toEqual([2, 2]);
  });

  test('of days with another number of hours is counted in whole local days', () => {
    const midnight = startOfDay(NOON);
    expect(startOfDay(addDays(midnight, 30))).toBe(addDays(midnight, 30));
    expect(daysOfUse([], 30, NOON)).toHaveLength(30);
  });

  test('does not change with the size of a top-up, is never negative, and sums up', () => {
    const steps = fc.array(
      fc.record({ hours: fc.integer({ min: 1, max: 20 }), fall: fc.integer({ min: 0, max: 50 }) }),
      { minLength: 2, maxLength: 40 },
    );
    fc.assert(
      fc.property(steps, fc.nat(1e6), fc.nat(39), (all, topUp, when) => {
        const build = (added: number) => {
          const samples: Sample[] = [[1_000, 10_000, 0]];
          const add = (minutes: number, change: number, used: number) => {
            const [minute, balance, units] = samples.at(-1) as [number, number, number];
            samples.push([minute + minutes, balance + change, units + used]);
          };
          for (const [index, { hours, fall }] of all.entries()) {
            if (index === when) add(1, added, 0);
            add(hours * 60, -fall, fall * 100);
          }
          return samples;
        };
        const plain = sumBetween(stepsOf(build(0)), 0, Number.MAX_SAFE_INTEGER);
        const topped = sumBetween(stepsOf(build(topUp)), 0, Number.MAX_SAFE_INTEGER);
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

describe('how long the balance lasts', () => {
  const week: Parameters<typeof seen> = [
    [96, '20', 0],
    [72, '17', 30],
    [48, '14', 60],
    [24, '11', 90],
    [0, '8', 120],
  ];

  test('is the balance over the use of a day', () => {
    const { days } = forecast(samplesOf(...week), NOON) as { days: number };
    expect(days).toBeCloseTo(8 / 3, 3);
  });

  test('is not said before two days and three uses have been seen', () => {
    expect(forecast([], NOON).kind).toBe('unknown');
    expect(forecast(samplesOf([40, '9', 1], [20, '7', 2], [2, '5', 3]), NOON).kind).toBe('unknown');
    expect(forecast(samplesOf([60, '9', 1], [20, '7', 2]), NOON).kind).toBe('unknown');
  });

  test.each([
    ['0.00', 'nothing_left'],
    ['-3.00', 'nothing_left'],
    ['Unlimited', 'no_number'],
  ])('of %s is none, and not too early to be told', (last, kind) => {
    expect(forecast(samplesOf(...week.slice(0, 4), [0, last, 120]), NOON).kind).toBe(kind);
    expect(forecast(samplesOf([0, last, 120]), NOON).kind).toBe(kind);
  });

  test('without use is told as such', () => {
    expect(forecast(samplesOf([90, '20', 5], [0, '20', 5]), NOON).kind).toBe('unused');
  });

  test('counts the days on which the browser was off', () => {
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

  test('is longer the more there is, and never less than none', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 0, max: 5_000 }),
        (one, more) => {
          const lasts = (extra: number) => {
            const moved = samplesOf(...week).map(
              ([minute, balance, used]) => [minute, (balance ?? 0) + one + extra, used] as const,
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
