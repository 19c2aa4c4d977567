import { expect } from 'vitest';
import type { View } from '../../support/browsers/view.ts';
import { showsBalance } from '../../support/user/assertions.ts';
import { type MessageKey, tEnglish as t } from '../../support/user/messages.ts';
import { createUser, endSession, submitLogin } from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import { FIREFOX_AT_NIGHT, openWithNewSession, suite } from '../suite.ts';

/** Presses one button and waits until another one has the focus, after `text` has appeared if that is given. */
async function press(
  view: View,
  name: MessageKey,
  focused: MessageKey,
  text?: MessageKey,
): Promise<void> {
  await view.pressEnter('button', t(name));
  if (text) await view.waitForText(t(text));
  await hasFocus(view, focused);
}

/** Waits until this button has the focus. A page moves the focus a moment after it has changed. */
async function hasFocus(view: View, name: MessageKey): Promise<void> {
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
export const keyboardFocus = suite('keyboard focus', FIREFOX_AT_NIGHT, (test) => {
  test('stays in the popup', async (env) => {
    const { popup } = await openWithNewSession(env);

    await env.proxy.stop('SIGKILL');
    await press(popup, 'actionRefresh', 'actionRefresh', 'titleUnreachable');
    await env.proxy.start();
    await press(popup, 'actionRefresh', 'actionRefresh', 'updatedNow');

    await press(popup, 'actionHideBalance', 'actionShowBalance');
    await press(popup, 'actionShowBalance', 'actionHideBalance');

    await press(popup, 'actionSignOut', 'actionSignIn', 'titleSignedOut');
  });

  test('moves to the recovery action of a problem', async (env) => {
    const { account, popup } = await openWithNewSession(env);
    await press(popup, 'actionHideBalance', 'actionShowBalance');
    await endSession(env, popup, account);
    await popup.waitForText(t('titleSessionEnded'));
    await popup.pressEnter('button', t('actionShowBalance'));
    await showsBalance(popup, account.balanceFormatted);

    await env.proxy.stop('SIGKILL');
    await env.browser.store({ account: { phase: 'signed_out', signInError: null, problem: null } });
    await hasFocus(popup, 'actionSignIn');
    const problem = { kind: 'unreachable', at: Date.now(), retryAt: null };
    await env.browser.store({ account: { phase: 'unknown', problem } });
    await hasFocus(popup, 'actionTryAgain');
    await press(popup, 'actionTryAgain', 'actionTryAgain');
  });

  test('stays where the history is deleted or kept', async (env) => {
    await openWithNewSession(env);
    const options = await env.browser.openOptionsPage();
    await until('a history to delete', () => options.isEnabled('button', t('actionDeleteHistory')));
    await press(options, 'actionDeleteHistory', 'actionDeleteForGood');
    await press(options, 'actionKeep', 'actionDeleteHistory');
    await options.pressEnter('button', t('actionDeleteHistory'));
    await press(options, 'actionDeleteForGood', 'actionDeleteHistory', 'historyDeleted');
    expect(await options.isEnabled('button', t('actionDeleteHistory'))).toBe(false);
    await options.pressEnter('button', t('actionDeleteHistory'));
    expect(await options.text()).not.toContain(t('actionDeleteForGood'));
  });

  test('stays where an address is tried again, and on the welcome page', async (env) => {
    const options = await env.browser.openOptionsPage();
    await env.proxy.stop('SIGKILL');
    await options.pressEnter('button', t('actionSave'));
    await options.waitFor('button', t('actionTryAgain'));
    await hasFocus(options, 'actionSave');
    await options.pressEnter('button', t('actionTryAgain'));
    await options.waitFor('button', t('actionTryAgain'));
    expect(await options.focused()).not.toBeNull();
    await env.proxy.start();
    await press(options, 'actionTryAgain', 'actionSave', 'addressUnchanged');
    await options.close();

    const page = await env.browser.openExtensionPage('/welcome.html');
    await page.pressEnter('button', t('actionChangeAddress'));
    await until('the focus in the field', () =>
      page.evaluate(() => document.activeElement?.id === 'proxy-address'),
    );
    await press(page, 'actionCancel', 'actionChangeAddress');
    await page.pressEnter('button', t('actionSignIn'));
    await hasFocus(page, 'actionSignIn');
    const account = createUser(env);
    const login = await env.browser.waitForView((url) =>
      url.startsWith(`${env.platform.url}/login`),
    );
    await submitLogin(login, account);
    await login.waitUntilClosed();
    await page.waitForText(t('welcomeSignedIn', account.username));
    expect(await page.focused()).not.toBeNull();
  });
});
