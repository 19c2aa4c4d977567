import { expect } from 'vitest';
import { tEnglish as t } from '../../support/user/messages.ts';
import {
  createUser,
  openLoginWindow,
  openSignedOut,
  showsBadge,
  showsBalance,
  submitLogin,
} from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import { BROWSERS, openWithNewSession, suite } from '../suite.ts';

export const stoppedBackground = suite('stopped background', BROWSERS, (test) => {
  test('starts again for a refresh', async ({ environment, browser }) => {
    const { account, popup } = await openWithNewSession(environment);
    account.spend(1_000);

    await browser.stopWorker();
    expect(await browser.workerRuns()).toBe(false);
    await popup.click('button', t('actionRefresh'));

    await showsBalance(popup, '749.00');
  });

  test('during the code exchange: the window completes the sign-in', async ({
    environment,
    browser,
    platform,
  }) => {
    const account = createUser(environment);
    const exchange = Promise.withResolvers<void>();
    platform.misbehave('token', { gate: exchange.promise });
    const popup = await openSignedOut(environment);
    const login = await openLoginWindow(environment, popup);
    const arrived = platform.nextRequest('token');
    // Not awaited yet: in Chromium the click may return only when the next page is there.
    const submitted = submitLogin(login, account);
    await arrived;

    await browser.stopWorker();
    exchange.resolve();

    await submitted;
    await login.waitUntilClosed();
    await showsBalance(popup, account.balanceFormatted);
    await showsBadge(environment, { text: '750' });
    expect((await browser.storage()).session).not.toHaveProperty('login');
  });

  test('during a refresh: the balance stays, and the next refresh updates it', async ({
    environment,
    browser,
    platform,
  }) => {
    const { account, popup } = await openWithNewSession(environment);
    account.spend(1_000);
    const response = Promise.withResolvers<void>();
    platform.misbehave('userinfo', { gate: response.promise });
    const arrived = platform.nextRequest('userinfo');
    await popup.click('button', t('actionRefresh'));
    await arrived;

    await browser.stopWorker();
    await showsBalance(popup, '750.00');
    await showsBadge(environment, { text: '750' });
    response.resolve();
    platform.misbehave('userinfo', null);

    await popup.reload();
    await showsBalance(popup, '749.00');
    await popup.waitForText(t('updatedNow'));
    await showsBadge(environment, { text: '749' });
  });

  test('when a balance arrives: the stored one is the old or the new one', async ({
    environment,
    browser,
    platform,
  }) => {
    const { account, popup } = await openWithNewSession(environment);
    for (const [before, after] of [
      ['750.00', '749.00'],
      ['749.00', '748.00'],
      ['748.00', '747.00'],
    ] as const) {
      account.spend(1_000);
      const answered = platform.nextRequest('userinfo', { answered: true });
      await popup.click('button', t('actionRefresh'));
      await answered;

      await browser.stopWorker();
      const { account: stored } = (await browser.storage()).local;
      expect(stored).toMatchObject({ phase: 'signed_in', problem: null });
      expect([before, after]).toContain(
        (stored as { account: { balance_formatted: string } }).account.balance_formatted,
      );
      await popup.reload();
      await showsBalance(popup, after);
    }
  });
});

// Firefox only: Chromium asks for the notification permission in a window that no driver can reach.
export const stoppedWhileNotifying = suite('stopped background', ['firefox'], (test) => {
  test('during a notification: at most one appears, and the warning is recorded', async ({
    environment,
    browser,
    platform,
  }) => {
    const { account, popup } = await openWithNewSession(environment);
    await browser.preapproveHost('http://localhost/*');
    const options = await browser.openOptionsPage();
    await options.fill(t('fieldThreshold'), '700');
    await options.click('button', t('actionSave'));
    await options.waitForText(t('confirmedThreshold', '700'));
    await options.click('switch', t('switchLowBalanceNotification'));
    await options.waitForText(t('confirmedOn'));
    await options.close();

    account.spend(100_000);
    const answered = platform.nextRequest('userinfo', { answered: true });
    await popup.click('button', t('actionRefresh'));
    await answered;
    await browser.stopWorker();
    await popup.reload();

    await popup.waitForText(t('titleLow'));
    await showsBalance(popup, '650.00');
    const alert = async () =>
      (await browser.storage()).local.alert as { notifiedBalance: number | null } | undefined;
    await until('the recorded warning', async () => (await alert())?.notifiedBalance === 650);
    account.spend(1_000);
    await popup.click('button', t('actionRefresh'));
    await showsBalance(popup, '649.00');
    expect(await alert()).toEqual({ notifiedBalance: 650 });
    expect((await browser.notifications()).length).toBeLessThanOrEqual(1);
  });
});
