import { describe, expect, test } from 'vitest';
import type { Account } from '../../../extension/domain/account-state.ts';
import type { AccountStatus } from '../../../extension/domain/account-status.ts';
import {
  type Alert,
  type AlertContext,
  alertAfter,
  NO_ALERT,
} from '../../../extension/domain/low-balance.ts';
import { account, NOON } from '../../support/extension/fixtures.ts';

const HOUR = 60 * 60_000;
const context: AlertContext = { threshold: 10, isEnabled: true, credits: 0, now: NOON };
const status = (balance_formatted: string, kind: AccountStatus['kind'] = 'fresh') =>
  ({ kind, account: account({ balance_formatted }) as Account }) as AccountStatus;
const notified: Alert = { notifiedBalance: 9 };
/** The balance is above the threshold since now. */
const high: Alert = { ...notified, highSince: NOON };
const off = { isEnabled: false };

describe('the alert after a balance', () => {
  test.each<[string, Alert, string, Partial<AlertContext>, Alert]>([
    ['that is low', NO_ALERT, '9.99', {}, { notifiedBalance: 9.99 }],
    ['that is low after credits', NO_ALERT, '9', { credits: 2 }, { ...notified, credits: 2 }],
    ['below a lower threshold', notified, '8', { threshold: 9 }, { notifiedBalance: 8 }],
    ['at the threshold, first seen', notified, '10', {}, high],
    ['above the threshold after a credit', notified, '11', { credits: 1 }, NO_ALERT],
    ['above for an hour', { ...notified, highSince: NOON - HOUR }, '11', {}, NO_ALERT],
    ['low again within the hour', { ...notified, highSince: NOON - 1 }, '8', {}, notified],
    ['without a threshold', notified, '9', { threshold: null }, NO_ALERT],
    ['above since a time in the future', { ...notified, highSince: NOON + HOUR }, '11', {}, high],
  ])('%s', (_, before, balance, changes, after) => {
    expect(alertAfter(before, status(balance), { ...context, ...changes })).toEqual(after);
  });

  test.each<[string, Alert, AccountStatus, Partial<AlertContext>]>([
    ['that is high', NO_ALERT, status('10'), {}],
    ['without notifications', NO_ALERT, status('9'), off],
    ['without notifications, less', notified, status('8'), { ...off, threshold: 9 }],
    ['that is still low', notified, status('8'), {}],
    ['above for less than an hour', { ...notified, highSince: NOON - HOUR + 1 }, status('11'), {}],
    ['in debt without a threshold', NO_ALERT, status('-1'), { threshold: null }],
    ['of an unknown account', { ...high }, status('9', 'session_ended'), {}],
    ['of a disabled account', NO_ALERT, status('9', 'disabled'), {}],
  ])('does not change: %s', (_, before, state, changes) => {
    expect(alertAfter(before, state, { ...context, ...changes })).toBe(before);
  });

  test.each(['negative', 'low', 'stale', 'fresh'] as const)('counts a %s balance', (kind) => {
    expect(alertAfter(NO_ALERT, status('-1', kind), context)).toEqual({ notifiedBalance: -1 });
  });

  test('is over for an account without a limit that has received a credit', () => {
    const unlimited = status('Unlimited', 'unlimited');
    expect(alertAfter(notified, unlimited, { ...context, credits: 1 })).toEqual(NO_ALERT);
  });
});
