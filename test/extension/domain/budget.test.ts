import { isMainThread } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  type Budget,
  budgetAlertAfter,
  budgetUse,
  periodAt,
} from '../../../extension/domain/budget.ts';
import { dailyUsage } from '../../../extension/domain/usage/daily-usage.ts';
import { dateOf } from '../../../extension/domain/usage/days.ts';
import type { History } from '../../../extension/domain/usage/history.ts';
import { firstDayOfWeek } from '../../../extension/i18n/first-day-of-week.ts';
import { account, NOON, seen } from './usage-samples.ts';

const [MONDAY, SUNDAY] = [1, 7];
const HOUR = 3_600_000;

const day: Budget = { amount: 10, period: 'day' };
const week: Budget = { amount: 10, period: 'week' };
const month: Budget = { amount: 10, period: 'month' };

const use = (budget: Budget, history: History | null, now = NOON) =>
  budgetUse(budget, account(now, ''), history, now, MONDAY);

describe('a period', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const dates = (period: Budget['period'], now: Date, firstDay = MONDAY) => {
    const { from, to } = periodAt(period, now.getTime(), firstDay);
    return `${dateOf(from)} ${dateOf(to)}`;
  };

  test.each([
    ['day', new Date(2026, 0, 31, 23, 59), '2026-01-31 2026-02-01'],
    ['month', new Date(2026, 11, 31, 23, 59), '2026-12-01 2027-01-01'],
    ['month', new Date(2028, 1, 29), '2028-02-01 2028-03-01'],
    ['week', new Date(2026, 0, 1), '2025-12-29 2026-01-05'],
  ] as const)('is the local %s around %s', (period, now, expected) => {
    expect(dates(period, now)).toBe(expected);
  });

  test('of a week begins on the first day of the locale', () => {
    const [saturday, sunday] = [new Date(2026, 2, 14), new Date(2026, 2, 15)];
    expect(dates('week', saturday, MONDAY)).toBe('2026-03-09 2026-03-16');
    expect(dates('week', sunday, MONDAY)).toBe('2026-03-09 2026-03-16');
    expect(dates('week', saturday, SUNDAY)).toBe('2026-03-08 2026-03-15');
    expect(dates('week', sunday, SUNDAY)).toBe('2026-03-15 2026-03-22');
    expect(dates('week', saturday, 6)).toBe('2026-03-14 2026-03-21');
  });

  // A worker thread keeps the time zone that the process started with.
  test.runIf(isMainThread).each([
    ['Europe/Berlin', [2026, 2, 29], 23],
    ['Europe/Berlin', [2026, 9, 25], 25],
    // The clocks skip midnight there.
    ['America/Sao_Paulo', [2018, 10, 4], 23],
    ['Asia/Shanghai', [2026, 2, 29], 24],
  ] as const)('in %s has the hours of its day: %j', (zone, [year, month, date], hours) => {
    vi.stubEnv('TZ', zone);
    const { from, to } = periodAt('day', new Date(year, month, date, 12).getTime(), MONDAY);
    expect((to - from) / HOUR).toBe(hours);
  });

  test('of a week begins on Monday where the locale or the browser does not say', () => {
    expect(firstDayOfWeek('')).toBe(MONDAY);
    expect(firstDayOfWeek('not a tag')).toBe(MONDAY);
    expect(firstDayOfWeek('de-DE')).toBe(MONDAY);
    expect(firstDayOfWeek('en-US')).toBe(SUNDAY);
    vi.stubGlobal('Intl', { Locale: class {} });
    expect(firstDayOfWeek('en-US')).toBe(MONDAY);
    vi.unstubAllGlobals();
  });
});

describe('the use of a budget', () => {
  // Saturday noon, so that Monday began 132 hours ago.
  const counted = seen('200 50.00; 140 48.00; 100 46.00; 20 45.00; 2 43.00; 0 42.00');

  test('is what was used in its period', () => {
    const ofToday = dailyUsage(counted, 1, NOON)[0]?.amount;
    expect(use(day, counted)).toMatchObject({ used: ofToday, level: 'calm', elapsed: 0.5 });
    expect(Number(use(week, counted)?.used)).toBeCloseTo(5.6, 6);
    expect(use(week, counted)).toMatchObject({ percent: 56, since: null });
    expect(use(month, counted)).toMatchObject({ used: '8', percent: 80 });
  });

  test('is cut to whole percent, and only 100 if the budget is used up', () => {
    const percent = (amount: number) => use({ amount, period: 'month' }, counted)?.percent;
    expect([8, 8.0001, 27.6, 4, 0.001].map(percent)).toEqual([100, 99, 28, 200, 800_000]);
  });

  test.each([
    ['calm', 20],
    ['calm', 18.4],
    ['warning', 18.3],
    ['warning', 8.01],
    ['used_up', 8],
    ['used_up', 1],
  ] as const)('is %s with a budget of %d for the month', (level, amount) => {
    // 43.5 % of March are gone.
    expect(use({ amount, period: 'month' }, counted)?.level).toBe(level);
  });

  test('is calm at the beginning of its period unless a quarter is used', () => {
    const now = new Date(2026, 2, 14, 0, 10).getTime();
    const early = seen('12 50.00; 11.9 48.00');
    expect(use({ amount: 10, period: 'day' }, early, now)?.level).toBe('calm');
    expect(use({ amount: 5, period: 'day' }, early, now)?.level).toBe('warning');
  });

  test('says since when the account is known, if that is not the whole period', () => {
    expect(use(month, seen('50 20.00; 0 19.00'))).toMatchObject({
      used: '1',
      since: NOON - 50 * HOUR,
    });
    expect(use(day, seen('50 20.00; 0 19.00'))).toMatchObject({ since: null });
  });

  test('begins again with the next period', () => {
    const later = new Date(2026, 3, 1, 0, 1).getTime();
    expect(use(month, counted, later)).toMatchObject({ used: '0', percent: 0, level: 'calm' });
  });

  test('never goes down within a day', () => {
    const heldAndReleased = seen('3 50.00; 2 42.00; 1 50.00');
    expect(use(day, heldAndReleased)).toMatchObject({ used: '8' });
  });

  test.each([
    ['nothing is known', null],
    ['the history is that of another account', { ...counted, owner: 'number 2' }],
    ['the history is empty', { ...counted, samples: [] }],
    ['the balance has no number', seen('20 45.00; 0 Unlimited')],
    ['the price of the units is unknown', seen('20 ∞ 5; 0 ∞ 6')],
  ])('is unknown if %s', (_, history) => {
    expect(use(week, history)).toBeNull();
  });
});

describe('the alert of a used up budget', () => {
  const alert = budgetAlertAfter(null, { budget: week, from: NOON });

  test('names the period and the amount', () => {
    expect(alert).toEqual({ period: 'week 2026-03-14', amount: 10 });
  });

  test.each([
    ['the same', { budget: week, from: NOON }, true],
    ['lower', { budget: { ...week, amount: 5 }, from: NOON }, true],
    ['higher', { budget: { ...week, amount: 11 }, from: NOON }, false],
    ['that of another kind of period', { budget: month, from: NOON }, false],
    ['that of the next period', { budget: week, from: NOON + 7 * 24 * HOUR }, false],
  ])('stays the same object if the budget is %s: %o', (_, used, isSame) => {
    expect(budgetAlertAfter(alert, used) === alert).toBe(isSame);
  });
});
