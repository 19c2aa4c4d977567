import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Decimal, plus, toDecimal } from '../../../extension/domain/amounts/decimal.ts';
import type { History, Sample } from '../../../extension/domain/usage/history.ts';
import { historyRows } from '../../../extension/domain/usage/history-rows.ts';

const START = new Date(2026, 0, 5, 9, 5).getTime() / 60_000;

const history = (samples: readonly Sample[]): History => {
  return { owner: 'number 1', samples, days: [], ledger: null };
};

describe('the rows of a history', () => {
  test('have the local time, the balance, and what was used since the last one', () => {
    const samples: Sample[] = [
      [START, 750, 250_000, '0'],
      [START + 1, 737.66, 262_340, '12.34'],
      [START + 24 * 60, -3.4, null, '753.4'],
    ];
    expect(historyRows(history(samples))).toEqual([
      ['2026-01-05', '09:05', '750', ''],
      ['2026-01-05', '09:06', '737.66', '12.34'],
      ['2026-01-06', '09:05', '-3.4', '741.06'],
    ]);
  });

  test('are empty where a value is unknown, and the next row counts from the last known one', () => {
    const samples: Sample[] = [
      [START, 10, 0, '1'],
      [START + 1, null, 5, null],
      [START + 2, 7, 10, '4'],
    ];
    expect(historyRows(history(samples)).map((row) => row.slice(2))).toEqual([
      ['10', ''],
      ['', ''],
      ['7', '3'],
    ]);
  });

  test('take back what turned out to be a hold', () => {
    const samples: Sample[] = [
      [START, 10, null, '0'],
      [START + 1, 4, null, '6'],
      [START + 2, 10, null, '0'],
    ];
    expect(historyRows(history(samples)).map((row) => row[3])).toEqual(['', '6', '-6']);
  });

  test('have plain decimals that add up to what was used', () => {
    const amount = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 });
    const used = fc.option(
      fc.integer({ min: 0, max: 1e9 }).map((cents): Decimal => toDecimal(`${cents}e-2`) ?? '0'),
    );
    const samples = fc.array(fc.tuple(fc.nat(500), fc.option(amount), used));
    fc.assert(
      fc.property(samples, (drawn) => {
        let minute = START;
        const all = drawn.map(([step, balance, total]): Sample => {
          minute += step;
          return [minute, balance, null, total];
        });
        const rows = historyRows(history(all));
        expect(rows).toHaveLength(all.length);
        for (const [date, time, ...amounts] of rows) {
          expect(`${date} ${time}`).toMatch(/^2026-\d\d-\d\d \d\d:\d\d$/u);
          for (const one of amounts) expect(one).toMatch(/^(-?\d+(\.\d+)?)?$/u);
        }
        const known = all.flatMap(([, , , total]) => total ?? []);
        const sum = rows.reduce((total, row) => plus(total, row[3] || '0'), known[0] ?? '0');
        expect(sum).toBe(known.at(-1) ?? '0');
      }),
    );
  });
});
