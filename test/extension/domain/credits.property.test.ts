import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account, AccountState } from '../../../extension/domain/account-state.ts';
import { accountStatus } from '../../../extension/domain/account-status.ts';
import { type Alert, alertAfter, NO_ALERT } from '../../../extension/domain/low-balance.ts';
import { type TopUp, topUpAfterBalance } from '../../../extension/domain/top-up.ts';
import { creditsIn, withSample } from '../../../extension/domain/usage/add-sample.ts';
import type { History } from '../../../extension/domain/usage/history.ts';
import { account, NOON } from '../../support/extension/fixtures.ts';

const someAmounts = fc.array(fc.integer({ min: -500, max: 3_000 }).map((cents) => cents / 100));

/** The balances that the user is notified of, with one balance a minute. */
function notifications(accounts: readonly Partial<Account>[], threshold: number): string[] {
  const notified: string[] = [];
  let alert: Alert = NO_ALERT;
  let history: History | null = null;
  for (const [minute, parts] of accounts.entries()) {
    const now = NOON + minute * 60_000;
    const of = account({ ...parts, as_of: now / 1000 });
    const state: AccountState = { phase: 'signed_in', account: of, problem: null };
    history = withSample(history, of, now);
    const context = { threshold, isEnabled: true, credits: creditsIn(history), now };
    const after = alertAfter(alert, accountStatus(state, { threshold }, now), context);
    if (after.notifiedBalance !== null && after.notifiedBalance !== alert.notifiedBalance)
      notified.push(of.balance_formatted);
    alert = after;
  }
  return notified;
}

describe('a low balance', () => {
  const someThreshold = fc.integer({ min: 1, max: 25 });

  test('is notified once for each fall after a credit, however it flaps in between', () => {
    // One hundredth may be the platform's rounding.
    const use = fc.integer({ min: 2, max: 900 });
    const someMoves = fc.array(
      fc.record({
        kind: fc.constantFrom('use', 'hold', 'release', 'credit'),
        cents: use,
      }),
      { maxLength: 50 },
    );
    fc.assert(
      fc.property(someMoves, someThreshold, (moves, threshold) => {
        let [bought, used, held] = [30_00, 10_00, 0];
        const accounts = [{ kind: 'none', cents: 0 }, ...moves].map(({ kind, cents: size }) => {
          if (kind === 'use') used += size;
          if (kind === 'hold') held += size;
          if (kind === 'release') held = 0;
          // A credit no larger than the hold could be a release.
          if (kind === 'credit') bought += size + held;
          const cents = bought - used - held;
          return {
            quota: bought * 10,
            used_quota: used * 10,
            balance_formatted: (cents / 100).toFixed(2),
            isCredit: kind === 'credit',
          };
        });
        const expected: string[] = [];
        let [isNotified, hasCredit] = [false, false];
        for (const { balance_formatted: balance, isCredit } of accounts) {
          if (isNotified && isCredit) hasCredit = true;
          const isLow = Number(balance) < threshold;
          if (isNotified && hasCredit && !isLow) isNotified = false;
          if (isNotified || !isLow) continue;
          expected.push(balance);
          [isNotified, hasCredit] = [true, false];
        }
        expect(notifications(accounts, threshold)).toEqual(expected);
      }),
    );
  });

  test('is notified again only after it was above every earlier balance', () => {
    const someWave = fc.record({ isHigher: fc.boolean(), low: fc.integer({ min: -20, max: 0 }) });
    fc.assert(
      fc.property(fc.array(someWave), someThreshold, fc.boolean(), (waves, threshold, counts) => {
        const unknown = { quota: undefined, used_quota: undefined };
        let highest = 30;
        const accounts = [{ balance_formatted: '30.00' }];
        const expected: string[] = [];
        for (const { isHigher, low } of waves) {
          if (isHigher) highest++;
          if (isHigher || expected.length === 0) expected.push(`${low}.00`);
          accounts.push({ balance_formatted: `${highest}.00` }, { balance_formatted: `${low}.00` });
        }
        const seen = counts ? accounts : accounts.map((one) => ({ ...one, ...unknown }));
        expect(notifications(seen as Partial<Account>[], threshold)).toEqual(expected);
      }),
    );
  });
});

test('a top-up shows the largest increase of the balance above its lowest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_000 }), someAmounts, (cents, amounts) => {
      const before = cents / 100;
      let topUp: TopUp = { openedAt: NOON, tabId: null, before, credit: null };
      let lowest = before;
      let most = 0;
      for (const amount of amounts) {
        topUp = topUpAfterBalance(topUp, amount.toFixed(2), 'en', NOON);
        if (most === 0) lowest = Math.min(lowest, amount);
        most = Math.max(most, Math.round((amount - lowest) * 100) / 100);
      }
      expect(topUp.credit?.text ?? '+0.00').toBe(`+${most.toFixed(2)}`);
    }),
  );
});
