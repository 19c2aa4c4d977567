import { expect, test } from 'vitest';
import { type Goal, resultsTable, summarize } from '../bench/results.ts';

test.each<[goal: Goal | undefined, rounds: number[], cells: string[]]>([
  [{ atLeast: 0.85 }, [0.85], ['≥ 0.85', '0.85', 'kept']],
  [{ atLeast: 0.85 }, [0.84], ['≥ 0.85', '0.84', 'missed']],
  [{ atMost: 1.5 }, [1.5], ['≤ 1.50', '1.50', 'kept']],
  [{ atMost: 1.5 }, [1.51], ['≤ 1.50', '1.51', 'missed']],
  [{ atMost: 20 }, [4, 1, 2, 3], ['≤ 20.0', '2.50', '1.00 to 4.00', 'kept']],
  [{ atLeast: 0.85 }, [0.9, 0.8, 0.7], ['≥ 0.85', '0.80', '0.70 to 0.90', 'missed (close)']],
  [{ atLeast: 1 }, [2, 3], ['≥ 1.00', '2.50', '2.00 to 3.00', 'kept']],
  [undefined, [0.123], ['0.12', 'no goal']],
  [undefined, [12.34], ['12.3', 'no goal']],
  [undefined, [1_234.5], ['1,235', 'no goal']],
])('with the goal %j, the rounds %j have the results %j', (goal, rounds, cells) => {
  const table = resultsTable([{ what: 'A read', goal, figure: summarize(rounds) }]);
  const shown = table
    .split('\n')[2]
    ?.split('|')
    .map((cell) => cell.trim())
    .filter(Boolean);
  expect(shown).toEqual(['A read', ...cells]);
});

test('a figure needs a round', () => {
  expect(() => summarize([])).toThrow('nothing was measured');
});
