import { describe, expect, test } from 'vitest';
import {
  type Goal,
  type Row,
  readable,
  resultsTable,
  summarize,
  verdictOn,
} from '../bench/results.ts';

function row(goal: Goal | undefined, ...rounds: number[]): Row {
  return { what: 'A read', goal, figure: summarize(rounds) };
}

test('the figure of several rounds is their median, with the range', () => {
  expect(summarize([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(() => summarize([])).toThrow('nothing was measured');
});

describe('the verdict', () => {
  test.each([
    ['kept', row({ atLeast: 0.85 }, 0.85)],
    ['missed', row({ atLeast: 0.85 }, 0.84)],
    ['kept', row({ atMost: 1.5 }, 1.5)],
    ['missed', row({ atMost: 1.5 }, 1.51)],
    ['no goal', row(undefined, 1)],
  ])('%s', (verdict, one) => {
    expect(verdictOn(one)).toBe(verdict);
  });

  test('uses the median, and is close if other rounds disagree', () => {
    const table = resultsTable([row({ atLeast: 0.85 }, 0.9, 0.8, 0.7), row({ atLeast: 1 }, 2, 3)]);
    expect(table.split('\n').slice(2)).toEqual([
      expect.stringMatching(
        /^\| A read +\| ≥ 0\.85 +\| 0\.80 +\| 0\.70 to 0\.90 +\| +\| missed \(close\) +\|$/,
      ),
      expect.stringMatching(
        /^\| A read +\| ≥ 1\.00 +\| 2\.50 +\| 2\.00 to 3\.00 +\| +\| kept +\|$/,
      ),
    ]);
  });
});

test.each([
  [0.123, '0.12'],
  [12.34, '12.3'],
  [1_234.5, '1,235'],
])('%d is formatted as %s', (value, text) => {
  expect(readable(value)).toBe(text);
});
