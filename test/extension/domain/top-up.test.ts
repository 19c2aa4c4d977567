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

const HOUR = 60 * 60_000;
const topUp: TopUp = { openedAt: NOON, tabId: null, before: 10, credit: null };
const credit = { text: '+5.00', at: NOON, amount: 5 };
const larger = { text: '+8.00', at: NOON, amount: 8 };
const ofOldVersion = { text: '+5.00', at: NOON };

describe('a top-up after a balance', () => {
  test.each<[string, TopUp, string, Partial<TopUp>]>([
    ['that is higher has a credit', topUp, '15.00', { credit }],
    [
      'that is higher than with a smaller credit',
      { ...topUp, credit },
      '18.00',
      { credit: larger },
    ],
    ['the first readable one', { ...topUp, before: null }, '3.00', { before: 3 }],
    ['that is lower counts from there', topUp, '9.00', { before: 9 }],
  ])('%s', (_, before, balance, changes) => {
    expect(topUpAfterBalance(before, balance, 'en', NOON)).toEqual({ ...before, ...changes });
  });

  test.each<[string, TopUp, string, number]>([
    ['that is the same', topUp, '10.00', NOON],
    ['without a number', topUp, 'n/a', NOON],
    ['that is lower after a credit', { ...topUp, credit }, '9.00', NOON],
    ['that is lower than with the credit', { ...topUp, credit }, '12.00', NOON],
    ['that hides the difference', { ...topUp, before: 9.9996 }, '10.00', NOON],
    ['with the same credit and fewer decimals', { ...topUp, credit }, '15', NOON],
    ['that shows the same credit', { ...topUp, credit: ofOldVersion }, '15.00', NOON],
    ['too long after the page was opened', topUp, '15.00', NOON + FREQUENT_REFRESH_MS + 1],
    ['an hour after a page that is still open', { ...topUp, tabId: 1 }, '15.00', NOON + HOUR + 1],
  ])('does not change: %s', (_, before, balance, now) => {
    expect(topUpAfterBalance(before, balance, 'en', now)).toBe(before);
  });

  test('has a credit up to an hour after the page was opened, if that is still open', () => {
    const { credit: late } = topUpAfterBalance({ ...topUp, tabId: 1 }, '15.00', 'en', NOON + HOUR);
    expect(late).toEqual({ ...credit, at: NOON + HOUR });
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
