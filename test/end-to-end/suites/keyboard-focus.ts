import { expect } from 'vitest';
import type { View } from '../../support/browsers/view.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import { createUser, endSession, showsBalance, signIn } from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import { BROWSERS, openWithNewSession, suite } from '../suite.ts';

/** Waits until this button has the focus. A page moves the focus a moment after it has changed. */
async function hasFocus(view: View, name: Parameters<typeof t>[0]): Promise<void> {
  let last: string | null = null;
  await until(
    () => `the focus on ${name}, but it is on ${last ?? 'the page'}`,
    async () => {
      last = await view.focused();
      return last === `button "${t(name)}"`;
    },
  );
}

/** Whatever happens to the control that was used, the focus stays on a control. */
export const keyboardFocus = suite('keyboard focus', BROWSERS, (test) => {
  test('stays in the popup', async ({ environment, proxy }) => {
    const { popup } = await openWithNewSession(environment);

    await proxy.stop('SIGKILL');
    await popup.pressEnter('button', t('actionRefresh'));
    await popup.waitForText(t('titleUnreachable'));
    await hasFocus(popup, 'actionRefresh');
    await proxy.start();
    await popup.pressEnter('button', t('actionRefresh'));
    await popup.waitForText(t('updatedNow'));
    await hasFocus(popup, 'actionRefresh');

    await popup.pressEnter('button', t('actionHideBalance'));
    await hasFocus(popup, 'actionShowBalance');
    await popup.pressEnter('button', t('actionShowBalance'));
    await hasFocus(popup, 'actionHideBalance');

    await popup.pressEnter('button', t('actionSignOut'));
    await popup.waitForText(t('titleSignedOut'));
    await hasFocus(popup, 'actionSignIn');
  });

  test('moves to the recovery action of a problem', async ({ environment, browser, proxy }) => {
    const { account, popup } = await openWithNewSession(environment);
    await popup.pressEnter('button', t('actionHideBalance'));
    await hasFocus(popup, 'actionShowBalance');
    await endSession(environment, popup, account);
    await popup.waitForText(t('titleSessionEnded'));
    await popup.pressEnter('button', t('actionShowBalance'));
    await showsBalance(popup, account.balanceFormatted);

    await proxy.stop('SIGKILL');
    await browser.store({ account: { phase: 'signed_out', signInError: null, problem: null } });
    await hasFocus(popup, 'actionSignIn');
    const problem = { kind: 'unreachable', at: Date.now(), retryAt: null };
    await browser.store({ account: { phase: 'unknown', problem } });
    await hasFocus(popup, 'actionTryAgain');
    await popup.pressEnter('button', t('actionTryAgain'));
    await hasFocus(popup, 'actionTryAgain');
  });

  test('stays where the history is deleted or kept', async ({ environment, browser }) => {
    await openWithNewSession(environment);
    const options = await browser.openOptionsPage();
    await until('a history to delete', () => options.isEnabled('button', t('actionDeleteHistory')));
    await options.pressEnter('button', t('actionDeleteHistory'));
    await hasFocus(options, 'actionDeleteForGood');
    await options.pressEnter('button', t('actionKeep'));
    await hasFocus(options, 'actionDeleteHistory');
    await options.pressEnter('button', t('actionDeleteHistory'));
    await options.pressEnter('button', t('actionDeleteForGood'));
    await options.waitForText(t('historyDeleted'));
    await hasFocus(options, 'actionDeleteHistory');
    expect(await options.isEnabled('button', t('actionDeleteHistory'))).toBe(false);
    await options.pressEnter('button', t('actionDeleteHistory'));
    expect(await options.has('button', t('actionDeleteForGood'))).toBe(false);
  });

  test('stays where an address is tried again, and on the welcome page', async ({
    environment,
    browser,
    proxy,
  }) => {
    const options = await browser.openOptionsPage();
    await proxy.stop('SIGKILL');
    await options.pressEnter('button', t('actionSave'));
    await options.waitFor('button', t('actionTryAgain'));
    await hasFocus(options, 'actionSave');
    await options.pressEnter('button', t('actionTryAgain'));
    await options.waitFor('button', t('actionTryAgain'));
    expect(await options.focused()).not.toBeNull();
    await proxy.start();
    await options.pressEnter('button', t('actionTryAgain'));
    await options.waitForText(t('addressUnchanged'));
    await hasFocus(options, 'actionSave');
    await options.close();

    const page = await browser.openExtensionPage('/welcome.html');
    await page.pressEnter('button', t('actionSignIn'));
    const account = createUser(environment);
    await signIn(environment, page, account);
    await page.waitForText(t('welcomeSignedIn', account.username));
    expect(await page.focused()).not.toBeNull();
  });
});
