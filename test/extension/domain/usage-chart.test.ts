import { describe, expect, test } from 'vitest';
import { addDays, startOfDay } from '../../../extension/domain/usage/days.ts';
import type { History, Sample } from '../../../extension/domain/usage/history.ts';
import {
  periodsOf,
  type UsageChart,
  usageChart,
} from '../../../extension/domain/usage/usage-chart.ts';
import { DAY, NOON, seen } from './usage-samples.ts';

type Drawn = Extract<UsageChart, { kind: 'drawn' }>;

function drawn(history: History | null, count = 7): Drawn {
  const chart = usageChart(history, count, NOON);
  if (chart.kind !== 'drawn') throw new Error(chart.kind);
  return chart;
}

/** Each day as `coverage used`, a plus for each credit, and an exclamation mark for today. */
function daysOf({ days }: Drawn): string[] {
  return days.map(({ coverage, used, credits, isToday }) => {
    return `${coverage} ${used}${'+'.repeat(credits)}${isToday ? '!' : ''}`;
  });
}

/** A history with these samples only. */
const withSamples = (...samples: Sample[]): History => ({ ...seen('1 5 0'), samples, days: [] });

const minute = NOON / 60_000;

/** A balance of 100,000 units a day at noon, from three days ago to today. */
const FOUR_DAYS = '72 100.00 0; 48 90.00 1000; 24 88.00 1200; 0 87.00 1300';

describe('the days of the chart', () => {
  test.each([
    ['a few days', FOUR_DAYS, ['unseen null', 'seen 5', 'seen 6', 'seen 1.5', 'seen 0.5!']],
    [
      'days between samples',
      '84 100.00 0; 82 90.00 1000; 10 54.00 4600',
      ['unseen null', 'seen 21', 'spread 12', 'spread 12', 'seen 1!'],
    ],
    ['days without use', '84 9.00 10; 0 9.00 10', ['seen 0', 'seen 0', 'seen 0', 'seen 0!']],
  ])('of %s', (_, samples, expected) => {
    expect(daysOf(drawn(seen(samples), expected.length))).toEqual(expected);
  });

  // Each with two samples: at a midnight, and three days later.
  test.each<[string, Sample[2], Sample[3], Sample[2], Sample[3], string]>([
    ['with usage', 0, '0', 7_400, '74', 'seen 24, spread 24, spread 24, seen 2!'],
    ['with units alone', 0, null, 740, null, 'seen 240, spread 240, spread 240, seen 20!'],
    ['with an amount alone', null, '0', null, '74', 'seen 24, spread 24, spread 24, seen 2!'],
    ['without use', null, '5', null, '5', 'seen 0, seen 0, seen 0, seen 0!'],
    ['without units', 5, null, 5, null, 'seen 0, seen 0, seen 0, seen 0!'],
  ])('between samples %s', (_, units, used, nextUnits, nextUsed, expected) => {
    const first: Sample = [minute - 84 * 60, 90, units, used];
    const history = withSamples(first, [minute - 10 * 60, 90, nextUnits, nextUsed]);
    expect(daysOf(drawn(history, 4)).join(', ')).toBe(expected);
  });

  test('without a sample after the last one are not seen', () => {
    const history = withSamples([minute - 2_880, 9, 0, '0']);
    expect(daysOf(drawn(history, 3))).toEqual(['seen 0', 'unseen null', 'unseen null!']);
    const { days } = seen('0 9 0');
    expect(daysOf(drawn({ ...history, days }, 2))).toEqual(['unseen null', 'seen 0!']);
  });

  test('between two samples of unknown usage are not counted as seen', () => {
    const at = (days: number): Sample => [minute - days * 1_440, 9, null, null];
    const counted = (days: number): Sample => [minute - days * 1_440, null, 5, null];
    const history = withSamples(at(5), at(3), counted(2), counted(0));
    expect(daysOf(drawn(history, 6))).toEqual([
      'seen null',
      'spread null',
      'seen null',
      'seen 0',
      'seen 0',
      'seen 0!',
    ]);
  });

  test('have a date, a balance, an amount and units', () => {
    const [day] = drawn(seen(FOUR_DAYS), 2).days;
    expect(day).toEqual({
      day: startOfDay(NOON - DAY),
      date: '2026-03-13',
      isToday: false,
      coverage: 'seen',
      balance: 88,
      units: 150,
      amount: '1.5',
      used: 1.5,
      credits: 0,
    });
  });

  test('show their credits', () => {
    const history = seen('60 10.00 0; 36 30.00 0; 12 60.00 0; 0 90.00 0');
    expect(daysOf(drawn(history, 3))).toEqual(['seen 0', 'seen 0+', 'seen 0++!']);
  });

  test('use the units of the platform if an amount is unknown', () => {
    const { unit, days } = drawn(seen('30 x 1000; 20 x 3000; 0 x 4000'), 2);
    expect([unit, days.map(({ used }) => used)]).toEqual(['units', [2_400, 600]]);
    expect(drawn(seen(FOUR_DAYS)).unit).toBe('amount');
  });
});

describe('the figures of the chart', () => {
  test('are the highest day and the average of whole days', () => {
    const { highest, average } = drawn(seen(FOUR_DAYS));
    expect([highest?.date, highest?.used, average]).toEqual(['2026-03-12', 6, 3.75]);
  });

  test('have no average of a single whole day, and no highest day without use', () => {
    const { highest, average } = drawn(seen('48 9.00 10; 0 9.00 10'));
    expect([highest, average]).toEqual([null, null]);
  });

  test('include the first day if the history is older', () => {
    const { average, highest } = drawn(seen(FOUR_DAYS), 3);
    expect([average, highest?.used]).toEqual([3.75, 6]);
  });

  test('name the latest of equal days', () => {
    const history = seen('84 100.00 0; 60 90.00 1000; 36 80.00 2000; 12 70.00 3000; 0 70.00 3000');
    expect(drawn(history).highest?.date).toBe('2026-03-13');
  });

  test('have a line of balances that begins with the first day', () => {
    const points = (samples: string, count: number) =>
      drawn(seen(samples), count).balances.map(({ at, balance }) => [(NOON - at) / DAY, balance]);
    expect(points(FOUR_DAYS, 2)).toEqual([
      [1.5, 90],
      [1, 88],
      [0, 87],
    ]);
    expect(points('48 x 0; 36 9.00 0; 12 x 5; 0 8.00 9', 2)).toEqual([
      [1.5, null],
      [1.5, 9],
      [0.5, null],
      [0, 8],
    ]);
  });
});

describe('a chart with too little to draw', () => {
  test.each([
    ['no history', null],
    ['no sample', withSamples()],
    ['the first day', seen('12 9.00 1; 0 8.00 2')],
  ])('begins on the day after %s', (_, history) => {
    const from = addDays(startOfDay(NOON), 1);
    expect(usageChart(history, 7, NOON)).toEqual({ kind: 'too_little', from });
    expect(periodsOf(history, NOON)).toEqual([]);
  });

  test('has no number without an amount and units', () => {
    expect(usageChart(seen('48 x; 0 x'), 7, NOON)).toEqual({ kind: 'no_number' });
  });
});

test.each([
  ['13 9.00 1; 0 8.00 2', [7]],
  ['150 9.00 1; 0 8.00 2', [7]],
  ['160 9.00 1; 0 8.00 2', [7, 30]],
])('after %s the periods are %j', (samples, periods) => {
  expect(periodsOf(seen(samples), NOON)).toEqual(periods);
});
