import type { AccountState } from '../../../extension/domain/account-state.ts';
import { spaced } from '../../../extension/i18n/format-time.ts';
import type { View } from '../../support/browsers/view.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { monthOfHistory } from '../../support/extension/month-of-history.ts';
import type { Variant } from '../variants.ts';

/** Takes what a signed-in user sees beside the plain balance, and restores the preferences. */
export async function takeSignedInScreens(
  { browser }: TestEnvironment,
  { t, language }: Variant,
  popup: View,
  take: (state: string) => Promise<void>,
): Promise<void> {
  const { account } = (await browser.storage()).local.account as AccountState & {
    phase: 'signed_in';
  };
  const balance = Number(account.balance_formatted);
  const now = Date.now();
  const format = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'day',
    unitDisplay: 'long',
  });
  const days = (count: number) => spaced(format.format(count));
  await browser.store({ history: monthOfHistory(account) });
  await popup.waitForText(/\d+.*(day|天)/);
  await take('history');
  await popup.click('button', days(30));
  await popup.click('button', t('actionBalanceLine'));
  await take('month');
  await popup.click('button', t('actionBalanceLine'));
  await popup.click('button', days(7));
  for (const [state, amount] of [
    ['budget', 999],
    ['budget-used-up', 0.07],
  ] as const) {
    await browser.store({ preferences: { budget: { amount, period: 'month' } } });
    await popup.waitForText(amount.toFixed(2));
    await take(state);
  }
  await browser.store({ preferences: {} });
  const credit = { text: '+20.00', at: now };
  await browser.store({ topUp: { openedAt: now, tabId: null, before: balance - 20, credit } });
  await popup.waitForText(credit.text);
  await take('top-up-arrived');
  await browser.store({ topUp: null, preferences: { threshold: balance + 1 } });
  await popup.waitForText(t('titleLow'));
  await take('low');
  await browser.store({ preferences: { hidden: true } });
  await popup.waitForText(t('balanceHidden'));
  await take('hidden');
  await browser.store({ preferences: {} });
}
