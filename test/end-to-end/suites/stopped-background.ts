import { expect } from 'vitest';
import { showsBadge, showsBalance } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import {
  createUser,
  openLoginWindow,
  openSignedOut,
  spendAndRefresh,
  submitLogin,
} from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import { BROWSERS, openWithNewSession, suite } from '../suite.ts';

export const stoppedBackground = suite('stopped background', BROWSERS, (test) => {
  test('during the code exchange: the window completes the sign-in', async (env) => {
    const account = createUser(env);
    const exchange = Promise.withResolvers<void>();
    env.platform.misbehave('token', { gate: exchange.promise });
    const popup = await openSignedOut(env);
    const login = await openLoginWindow(env, popup);
    const arrived = env.platform.nextRequest('token');
    // Not awaited yet: in Chromium the click may return only when the next page is there.
    const submitted = submitLogin(login, account);
    await arrived;

    await env.browser.stopWorker();
    exchange.resolve();

    await submitted;
    await login.waitUntilClosed();
    await showsBalance(popup, account.balanceFormatted);
    await showsBadge(env, { text: '750' });
    expect((await env.browser.storage()).session).not.toHaveProperty('login');
  });

  test('during a refresh: the balance stays, and the next refresh updates it', async (env) => {
    const { account, popup } = await openWithNewSession(env);
    account.spend(1_000);
    const response = Promise.withResolvers<void>();
    env.platform.misbehave('userinfo', { gate: response.promise });
    const arrived = env.platform.nextRequest('userinfo');
    await popup.click('button', t('actionRefresh'));
    await arrived;

    await env.browser.stopWorker();
    await showsBalance(popup, '750.00');
    await showsBadge(env, { text: '750' });
    response.resolve();
    env.platform.misbehave('userinfo', null);

    await popup.reload();
    await showsBalance(popup, '749.00');
    await popup.waitForText(t('updatedNow'));
    await showsBadge(env, { text: '749' });
  });

  test('when a balance arrives: the stored one is the old or the new one', async (env) => {
    const { account, popup } = await openWithNewSession(env);
    for (const after of ['749.00', '748.00', '747.00']) {
      const before = account.balanceFormatted;
      account.spend(1_000);
      const answered = env.platform.nextRequest('userinfo', { answered: true });
      await popup.click('button', t('actionRefresh'));
      await answered;

      await env.browser.stopWorker();
      const { account: stored } = (await env.browser.storage()).local;
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
  test('during a notification: at most one appears, and the warning is recorded', async (env) => {
    const { account, popup } = await openWithNewSession(env);
    await env.browser.preapproveHost('http://localhost/*');
    const options = await env.browser.openOptionsPage();
    await options.fill(t('fieldThreshold'), '700');
    await options.click('button', t('actionSave'));
    await options.waitForText(t('confirmedSaved'));
    // The button checks the address as well. The result moves what is below it.
    await options.waitForText(t('addressUnchanged'));
    await options.click('switch', t('switchLowBalanceNotification'));
    await options.waitForText(t('confirmedOn'));
    await options.close();

    account.spend(100_000);
    const answered = env.platform.nextRequest('userinfo', { answered: true });
    await popup.click('button', t('actionRefresh'));
    await answered;
    await env.browser.stopWorker();
    await popup.reload();

    await popup.waitForText(t('titleLow'));
    await showsBalance(popup, '650.00');
    const alert = async () =>
      (await env.browser.storage()).local.alert as { notifiedBalance: number | null } | undefined;
    await until('the recorded warning', async () => (await alert())?.notifiedBalance === 650);
    await spendAndRefresh(popup, account);
    expect(await alert()).toEqual({ notifiedBalance: 650 });
    expect((await env.browser.notifications()).length).toBeLessThanOrEqual(1);
  });
});
