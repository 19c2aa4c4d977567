import { expect } from 'vitest';
import { showsBalance } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import {
  createUser,
  endSession,
  openLoginWindow,
  openSignedOut,
  signIn,
  submitLogin,
} from '../../support/user/user-actions.ts';
import { expectAccessible } from '../axe.ts';
import { suite } from '../suite.ts';

/** Runs in one browser, because the pages are the same in the other. */
export const accessibility = suite('accessibility', ['chromium'], (test) => {
  test('the popup in each state', async (env) => {
    const account = createUser(env);
    const popup = await openSignedOut(env);
    await expectAccessible(popup, 'signed out');

    const login = await openLoginWindow(env, popup);
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
    await env.browser.store({ preferences: { threshold: 800 } });
    await popup.waitForText(t('titleLow'));
    await expectAccessible(popup, 'low');
    await env.browser.store({ preferences: {} });

    account.spend(800_000);
    await popup.click('button', t('actionRefresh'));
    await popup.waitForText(t('titleNegative'));
    await expectAccessible(popup, 'negative');

    account.status = 2;
    await popup.click('button', t('actionRefresh'));
    await popup.waitForText(t('titleDisabled'));
    await expectAccessible(popup, 'disabled');

    await endSession(env, popup, account);
    await popup.waitForText(t('titleSessionEnded'));
    await expectAccessible(popup, 'session ended');

    await env.proxy.stop('SIGKILL');
    await popup.reload();
    await popup.waitForText(t('titleUnreachable'));
    await expectAccessible(popup, 'unreachable');

    await env.browser.revokeHost('http://localhost/*');
    await popup.waitForText(t('titlePermissionMissing'));
    await expectAccessible(popup, 'permission missing');
  });

  test('a popup without a balance', async (env) => {
    await env.proxy.stop('SIGKILL');
    await env.browser.reset();
    const popup = await env.browser.openPopup();
    await popup.waitForText(t('titleUnreachable'));
    await expectAccessible(popup, 'unreachable from the beginning');

    await env.proxy.start();
    env.platform.redirectError('access_denied');
    await popup.click('button', t('actionTryAgain'));
    await popup.click('button', t('actionSignIn'));
    await popup.waitForText(t('titleAccessDenied'));
    await expectAccessible(popup, 'declined');
    await env.browser.store({ account: { phase: 'unknown', problem: null } });
    await popup.waitForText(t('loading'));
    await expectAccessible(popup, 'loading');
  });

  test('the options page', async (env) => {
    const options = await env.browser.openOptionsPage();
    await options.waitFor('textbox', t('fieldProxyAddress'));
    await expectAccessible(options, 'as opened');

    await options.click('button', t('actionSave'));
    await options.waitForText(t('addressUnchanged'));
    await expectAccessible(options, 'connected');

    await options.fill(t('fieldProxyAddress'), 'localhost:8787');
    await options.click('button', t('actionSave'));
    await options.waitForText(t('addressKept', env.proxy.url));
    await expectAccessible(options, 'refused');
  });

  test('the check finds an error that only the dark scheme has', async (env) => {
    const options = await env.browser.openOptionsPage();
    await options.waitFor('textbox', t('fieldProxyAddress'));
    await options.evaluate(() => {
      const style = document.createElement('style');
      const rule = 'button { color: #888 !important; background: #777 !important; }';
      style.append(`@media (prefers-color-scheme: dark) { ${rule} }`);
      document.head.append(style);
    });
    await expect(expectAccessible(options, 'low contrast')).rejects.toThrow('low contrast, dark');
  });

  test('the pages of the proxy', async (env) => {
    for (const query of ['', '?login=success', '?error=access_denied']) {
      await expectAccessible(await env.browser.openPage(`${env.proxy.url}/${query}`), query);
    }
  });

  test('the welcome page before and after the sign-in', async (env) => {
    const page = await env.browser.openExtensionPage('/welcome.html');
    await page.waitFor('button', t('actionSignIn'));
    await expectAccessible(page, 'signed out');
    const account = createUser(env);
    await signIn(env, page, account);
    await page.waitForText(t('welcomeSignedIn', account.username));
    await expectAccessible(page, 'signed in');
  });
});
