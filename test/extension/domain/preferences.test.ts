import { describe, expect, test } from 'vitest';
import {
  DEFAULT_PREFERENCES,
  type Preferences,
  readPreferences,
} from '../../../extension/domain/preferences.ts';

const chosen: Preferences = {
  minutes: 30,
  threshold: 5.5,
  badge: false,
  lowBalanceNotification: true,
  creditNotification: true,
  budget: { amount: 10, period: 'week' },
  budgetBadge: true,
  budgetNotification: true,
  hidden: true,
};

describe('stored preferences', () => {
  test.each([undefined, null, 42, 'x', [], {}, { threshold: 'x', minutes: 7 }])(
    'are the defaults for %j',
    (raw) => {
      expect(readPreferences(raw)).toEqual(DEFAULT_PREFERENCES);
    },
  );

  test.each([
    ['minutes', 1],
    ['threshold', -1],
    ['badge', 1],
    ['budget', { amount: 0, period: 'week' }],
    ['budget', { amount: 10, period: 'year' }],
    ['budget', { amount: Number.POSITIVE_INFINITY, period: 'day' }],
  ] as const)('keep the other members if %s is %j', (name, value) => {
    const expected = { ...chosen, [name]: DEFAULT_PREFERENCES[name] };
    expect(readPreferences({ ...chosen, [name]: value })).toEqual(expected);
  });

  test('of a version without budgets are kept', () => {
    const { budget, budgetBadge, budgetNotification, ...before } = chosen;
    const off = { budget: null, budgetBadge: false, budgetNotification: false };
    expect(readPreferences(before)).toEqual({ ...before, ...off });
  });

  test('have no unknown members', () => {
    expect(readPreferences({ ...chosen, colour: 'red' })).toEqual(chosen);
    const polluted = JSON.parse('{"__proto__": {"hidden": true}}');
    expect(readPreferences(polluted)).toEqual(DEFAULT_PREFERENCES);
  });
});
