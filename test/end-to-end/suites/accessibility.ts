import { expect } from 'vitest';
import { showsBalance } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import {
  createUser,
  endSession,
  openLoginWindow,
  openSignedOut,
  saveAddress,
  signIn,
  spendAndRefresh,
  submitLogin,
} from '../../support/user/user-actions.ts';
import { expectAccessible } from '../axe.ts';
import { expectUsable } from '../layout.ts';
import { suite } from '../suite.ts';

/** Runs in one browser, because the pages are the same in the other. */
export const accessibility = suite('accessibility', ['chromium'], (test) => {
  test('the popup in each state', async (env) => {
    const account = createUser(env);
    const popup = await openSignedOut(env);
    await expectAccessible(popup, t('titleSignedOut'));
    const login = await openLoginWindow(env, popup);
    await expectAccessible(popup, t('titleSigningIn'));
    await submitLogin(login, account);
    await showsBalance(popup, '750.00');
    await expectAccessible(popup, t('updatedNow'));

    await popup.click('button', t('actionHideBalance'));
    await expectAccessible(popup, t('balanceHidden'));
    await popup.click('button', t('actionShowBalance'));
    await showsBalance(popup, '750.00');
    await env.browser.store({ preferences: { threshold: 800 } });
    await expectAccessible(popup, t('titleLow'));
    await env.browser.store({ preferences: {} });

    await spendAndRefresh(popup, account, 800_000);
    await expectAccessible(popup, t('titleNegative'));
    account.status = 2;
    await popup.click('button', t('actionRefresh'));
    await expectAccessible(popup, t('titleDisabled'));
    await endSession(env, popup, account);
    await expectAccessible(popup, t('titleSessionEnded'));

    await env.proxy.stop('SIGKILL');
    await popup.reload();
    await expectAccessible(popup, t('titleUnreachable'));
    await env.browser.revokeHost('http://localhost/*');
    await expectAccessible(popup, t('titlePermissionMissing'));
  });

  test('a popup without a balance', async (env) => {
    await env.proxy.stop('SIGKILL');
    await env.browser.reset();
    const popup = await env.browser.openPopup();
    await expectAccessible(popup, t('titleUnreachable'));

    await env.proxy.start();
    env.platform.redirectError('access_denied');
    await popup.click('button', t('actionTryAgain'));
    await popup.click('button', t('actionSignIn'));
    await expectAccessible(popup, t('titleAccessDenied'));
    await env.browser.store({ account: { phase: 'unknown', problem: null } });
    await expectAccessible(popup, t('loading'));
  });

  test('the options page', async (env) => {
    const options = await env.browser.openOptionsPage();
    await expectAccessible(options, t('fieldProxyAddressHint'));
    await options.click('button', t('actionSave'));
    await expectAccessible(options, t('addressUnchanged'));
    await saveAddress(options, 'balance.example.com');
    await expectAccessible(options, t('stillInUse', env.proxy.url));
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
    const text = t('fieldProxyAddressHint');
    await expect(expectAccessible(options, text)).rejects.toThrow(`${text}, dark`);
  });

  test('the pages of the proxy', async (env) => {
    for (const [query, title] of [
      ['', 'This proxy is running'],
      ['?login=success', 'You are signed in'],
      ['?error=access_denied', t('titleAccessDenied')],
    ] as const) {
      const page = await env.browser.openPage(`${env.proxy.url}/${query}`);
      // The login window at a zoom of 200 %.
      await page.resize(240, 360);
      await expectAccessible(page, title);
      await expectUsable(page, title);
      // Fails if the CSP rejects the mark.
      await page.evaluate(() => document.images[0]?.decode());
    }
  });

  test('the welcome page before and after the sign-in', async (env) => {
    const page = await env.browser.openExtensionPage('/welcome.html');
    await expectAccessible(page, t('textSignedOut'));
    const account = createUser(env);
    await signIn(env, page, account);
    await expectAccessible(page, t('welcomeSignedIn', account.username));
  });
});
