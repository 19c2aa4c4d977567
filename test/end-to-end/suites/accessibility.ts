import { expect } from 'vitest';
import { tEnglish as t } from '../../support/user/messages.ts';
import {
  createUser,
  endSession,
  openLoginWindow,
  openSignedOut,
  showsBalance,
  signIn,
  submitLogin,
} from '../../support/user/user-actions.ts';
import { expectAccessible } from '../axe.ts';
import { suite } from '../suite.ts';

/** Runs in one browser, because the pages are the same in the other. */
export const accessibility = suite('accessibility', ['chromium'], (test) => {
  test('the popup in each state', async ({ environment, browser, proxy }) => {
    const account = createUser(environment);
    const popup = await openSignedOut(environment);
    await expectAccessible(popup, 'signed out');

    const login = await openLoginWindow(environment, popup);
    await popup.waitForText(t('titleSigningIn'));
    await expectAccessible(popup, 'signing in');
    await submitLogin(login, account);
    await showsBalance(popup, '750.00');
    await popup.waitForText(t('updatedNow'));
    await expectAccessible(popup, 'signed in');

    await popup.click('button', t('actionHideBalance'));
    await popup.waitForText(t('balanceHidden'));
    await expectAccessible(popup, 'hidden');
    await popup.click('button', t('actionShowBalance'));
    await showsBalance(popup, '750.00');
    await browser.store({ preferences: { threshold: 800 } });
    await popup.waitForText(t('titleLow'));
    await expectAccessible(popup, 'low');
    await browser.store({ preferences: {} });

    account.spend(800_000);
    await popup.click('button', t('actionRefresh'));
    await popup.waitForText(t('titleNegative'));
    await expectAccessible(popup, 'negative');

    account.status = 2;
    await popup.click('button', t('actionRefresh'));
    await popup.waitForText(t('titleDisabled'));
    await expectAccessible(popup, 'disabled');

    await endSession(environment, popup, account);
    await popup.waitForText(t('titleSessionEnded'));
    await expectAccessible(popup, 'session ended');

    await proxy.stop('SIGKILL');
    await popup.reload();
    await popup.waitForText(t('titleUnreachable'));
    await expectAccessible(popup, 'unreachable');

    await browser.revokeHost('http://localhost/*');
    await popup.waitForText(t('titlePermissionMissing'));
    await expectAccessible(popup, 'permission missing');
  });

  test('a popup without a balance', async ({ browser, platform, proxy }) => {
    await proxy.stop('SIGKILL');
    await browser.reset();
    const popup = await browser.openPopup();
    await popup.waitForText(t('titleUnreachable'));
    await expectAccessible(popup, 'unreachable from the beginning');

    await proxy.start();
    platform.redirectError('access_denied');
    await popup.click('button', t('actionTryAgain'));
    await popup.click('button', t('actionSignIn'));
    await popup.waitForText(t('titleAccessDenied'));
    await expectAccessible(popup, 'declined');
    await browser.store({ account: { phase: 'unknown', problem: null } });
    await popup.waitForText(t('loading'));
    await expectAccessible(popup, 'loading');
  });

  test('the options page', async ({ browser, proxy }) => {
    const options = await browser.openOptionsPage();
    await options.waitFor('textbox', t('fieldProxyAddress'));
    await expectAccessible(options, 'as opened');

    await options.click('button', t('actionSave'));
    await options.waitForText(t('addressUnchanged'));
    await expectAccessible(options, 'connected');

    await options.fill(t('fieldProxyAddress'), 'localhost:8787');
    await options.click('button', t('actionSave'));
    await options.waitForText(t('addressKept', proxy.url));
    await expectAccessible(options, 'refused');
  });

  test('the check finds an error that only the dark scheme has', async ({ browser }) => {
    const options = await browser.openOptionsPage();
    await options.waitFor('textbox', t('fieldProxyAddress'));
    await options.evaluate(() => {
      const style = document.createElement('style');
      const rule = 'button { color: #888 !important; background: #777 !important; }';
      style.append(`@media (prefers-color-scheme: dark) { ${rule} }`);
      document.head.append(style);
    });
    await expect(expectAccessible(options, 'low contrast')).rejects.toThrow('low contrast, dark');
  });

  test('the pages of the proxy', async ({ browser, proxy }) => {
    for (const query of ['', '?login=success', '?error=access_denied']) {
      await expectAccessible(await browser.openPage(`${proxy.url}/${query}`), query);
    }
  });

  test('the welcome page before and after the sign-in', async ({ environment, browser }) => {
    const page = await browser.openExtensionPage('/welcome.html');
    await page.waitFor('button', t('actionSignIn'));
    await expectAccessible(page, 'signed out');
    const account = createUser(environment);
    await signIn(environment, page, account);
    await page.waitForText(t('welcomeSignedIn', account.username));
    await expectAccessible(page, 'signed in');
  });
});
