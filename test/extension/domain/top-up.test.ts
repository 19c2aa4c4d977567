import { describe, expect, test } from 'vitest';
import {
  CREDIT_SHOWN_MS,
  creditShown,
  FREQUENT_REFRESH_MS,
  isCreditAwaited,
  type TopUp,
  topUpAfterBalance,
} from '../../../extension/domain/top-up.ts';
import { NOON } from '../../support/extension/fixtures.ts';

const topUp: TopUp = { openedAt: NOON, tabId: null, before: 10, credit: null };
const credit = { text: '+5.00', at: NOON, amount: 5 };
const ofOldVersion = { text: '+5.00', at: NOON };

describe('a top-up after a balance', () => {
  test.each<[string, TopUp, string, Partial<TopUp>]>([
    ['that is higher has a credit', topUp, '15.00', { credit }],
    ['the first readable one', { ...topUp, before: null }, '3.00', { before: 3 }],
    ['that is lower counts from there', topUp, '9.00', { before: 9 }],
  ])('%s', (_, before, balance, changes) => {
    expect(topUpAfterBalance(before, balance, 'en', NOON)).toEqual({ ...before, ...changes });
  });

  test.each<[string, TopUp, string, number]>([
    ['that is the same', topUp, '10.00', NOON],
    ['without a number', topUp, 'n/a', NOON],
    ['that hides the difference', { ...topUp, before: 9.9996 }, '10.00', NOON],
    ['with the same credit and fewer decimals', { ...topUp, credit }, '15', NOON],
    ['that shows the same credit', { ...topUp, credit: ofOldVersion }, '15.00', NOON],
    ['too long after the page was opened', topUp, '15.00', NOON + FREQUENT_REFRESH_MS + 1],
  ])('does not change: %s', (_, before, balance, now) => {
    expect(topUpAfterBalance(before, balance, 'en', now)).toBe(before);
  });
});

test('a credit is awaited for ten minutes', () => {
  expect(isCreditAwaited(null, NOON)).toBe(false);
  expect(isCreditAwaited(topUp, NOON + FREQUENT_REFRESH_MS)).toBe(true);
  expect(isCreditAwaited(topUp, NOON + FREQUENT_REFRESH_MS + 1)).toBe(false);
});

test('a credit is shown for ten minutes', () => {
  expect(creditShown(null, NOON)).toBeNull();
  expect(creditShown(topUp, NOON)).toBeNull();
  expect(creditShown({ ...topUp, credit }, NOON + CREDIT_SHOWN_MS)).toBe('+5.00');
  expect(creditShown({ ...topUp, credit }, NOON + CREDIT_SHOWN_MS + 1)).toBeNull();
});
