import { isMainThread } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  BUDGET_PERIODS,
  budgetAlertAfter,
  budgetUse,
  periodAt,
} from '../../../extension/domain/budget.ts';
import { withSample } from '../../../extension/domain/usage/add-sample.ts';
import { dailyUsage } from '../../../extension/domain/usage/daily-usage.ts';
import { startOfDay } from '../../../extension/domain/usage/days.ts';
import type { History } from '../../../extension/domain/usage/history.ts';
import { account, NOON } from './usage-samples.ts';

const somePeriod = fc.constantFrom(...BUDGET_PERIODS);
const someDay = fc.integer({ min: 1, max: 7 });
const someTime = fc.integer({ min: Date.UTC(1999, 0), max: Date.UTC(2050, 0) });
/** Clocks that change at night, at midnight, by half an hour, and never. */
const someZone = fc.constantFrom(
  ...['Europe/Berlin', 'America/Sao_Paulo', 'Asia/Beirut', 'Australia/Lord_Howe', 'UTC'],
);

describe('the period of any time', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  // A worker thread keeps the time zone that the process started with.
  test.runIf(isMainThread)('holds that time, and meets the next one in any time zone', () => {
    fc.assert(
      fc.property(someZone, somePeriod, someTime, someDay, (zone, period, now, firstDay) => {
        vi.stubEnv('TZ', zone);
        const { from, to } = periodAt(period, now, firstDay);
        expect(from).toBeLessThanOrEqual(now);
        expect(to).toBeGreaterThan(now);
        expect(periodAt(period, from, firstDay)).toEqual({ from, to });
        expect(periodAt(period, to - 1, firstDay)).toEqual({ from, to });
        expect(periodAt(period, to, firstDay).from).toBe(to);
        expect(startOfDay(from)).toBe(from);
        if (period === 'week') expect(new Date(from).getDay()).toBe(firstDay % 7);
        if (period === 'month') expect(new Date(from).getDate()).toBe(1);
      }),
    );
  });
});

/** What the account used at some time before noon, in hundredths. */
const someUsage = fc.array(
  fc.record({ minutes: fc.integer({ min: 1, max: 40 * 24 * 60 }), cents: fc.nat(500) }),
  { minLength: 1, maxLength: 40 },
);

function historyOf(usage: { minutes: number; cents: number }[]): History {
  let used = 0;
  return usage
    .toSorted((a, b) => b.minutes - a.minutes)
    .reduce<History | null>((history, { minutes, cents }) => {
      used += history ? cents : 0;
      const at = NOON - minutes * 60_000;
      return withSample(history, account(at, ((900_000 - used) / 100).toFixed(2), used), at);
    }, null) as History;
}

describe('the use of any budget', () => {
  test('is the sum of the days of its period', () => {
    fc.assert(
      fc.property(someUsage, somePeriod, someDay, (usage, period, firstDay) => {
        const history = historyOf(usage);
        const days = dailyUsage(history, 31, NOON);
        const use = budgetUse({ amount: 10, period }, account(NOON, ''), history, NOON, firstDay);
        const inPeriod = days.filter(({ day }) => use && day >= use.from);
        const sum = inPeriod.reduce((total, { amount }) => total + Number(amount), 0);
        if (history.samples.at(-1)?.[3] === null) expect(use).toBeNull();
        else expect(Number(use?.used)).toBeCloseTo(sum, 6);
      }),
    );
  });

  test('is used up exactly if nothing of it is left, and never shown as more or less', () => {
    const someAmount = fc.integer({ min: 1, max: 30_000 }).map((cents) => cents / 100);
    fc.assert(
      fc.property(someUsage, somePeriod, someAmount, (usage, period, amount) => {
        const history = historyOf(usage);
        const use = budgetUse({ amount, period }, account(NOON, ''), history, NOON, 1);
        if (!use) return;
        const { used, percent, level } = use;
        expect(level === 'used_up').toBe(Number(used) >= amount);
        expect(percent >= 100).toBe(level === 'used_up');
        expect(percent).toBeLessThanOrEqual((Number(used) / amount) * 100 + 1e-4);
        expect(percent).toBeGreaterThan((Number(used) / amount) * 100 - 1 - 1e-4);
      }),
    );
  });

  test('is notified once in each period, however often it is seen', () => {
    fc.assert(
      fc.property(somePeriod, fc.array(someTime, { maxLength: 40 }), (period, times) => {
        const budget = { amount: 1, period };
        const periods = new Set<number>();
        let alert = null;
        let notified = 0;
        for (const now of times.toSorted((a, b) => a - b)) {
          const { from } = periodAt(period, now, 1);
          const after = budgetAlertAfter(alert, { budget, from });
          if (after !== alert) notified += 1;
          alert = after;
          periods.add(from);
        }
        expect(notified).toBe(periods.size);
      }),
    );
  });
});
