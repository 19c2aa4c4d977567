import { expect, test } from 'vitest';
import type { View } from '../../support/browsers/view.ts';
import {
  endSession,
  openWithSession,
  showsBalance,
  signIn,
  someone,
} from '../../support/person/person.ts';
import { sayEnglish as say } from '../../support/person/words.ts';
import { until } from '../../support/waiting/until.ts';
import { topic } from '../topic.ts';

/** Waits until the control with the focus is this one; a page gives it away a moment after it has changed. */
async function hasFocus(view: View, control: string): Promise<void> {
  let last: string | null = null;
  await until(
    () => `the focus on ${control}, which is on ${last ?? 'the page'}`,
    async () => {
      last = await view.focused();
      return last === control;
    },
  );
}

const button = (name: Parameters<typeof say>[0]) => `button "${say(name)}"`;

/** What is done by the keyboard leaves the focus on a control, whatever becomes of the control that was used. */
export const focus = topic('the focus', (theWorld) => {
  test('stays in the popup', async () => {
    const world = theWorld();
    const { proxy } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);

    await proxy.stop('SIGKILL');
    await popup.pressEnter('button', say('actionRefresh'));
    await popup.waitForText(say('titleUnreachable'));
    await hasFocus(popup, button('actionRefresh'));
    await proxy.start();
    await popup.pressEnter('button', say('actionRefresh'));
    await popup.waitForText(say('updatedNow'));
    await hasFocus(popup, button('actionRefresh'));

    await popup.pressEnter('button', say('actionHideBalance'));
    await hasFocus(popup, button('actionShowBalance'));
    await popup.pressEnter('button', say('actionShowBalance'));
    await hasFocus(popup, button('actionHideBalance'));

    await popup.pressEnter('button', say('actionSignOut'));
    await popup.waitForText(say('titleSignedOut'));
    await hasFocus(popup, button('actionSignIn'));
  });

  test('goes to the way out of a session that has ended, and of a proxy that cannot be reached', async () => {
    const world = theWorld();
    const { browser, proxy } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);
    await popup.pressEnter('button', say('actionHideBalance'));
    await hasFocus(popup, button('actionShowBalance'));
    await endSession(world, popup, account);
    await popup.waitForText(say('titleSessionEnded'));
    await popup.pressEnter('button', say('actionShowBalance'));
    await showsBalance(popup, account.balanceFormatted);

    await proxy.stop('SIGKILL');
    await browser.store({ account: { phase: 'signed_out', signInError: null, problem: null } });
    await hasFocus(popup, button('actionSignIn'));
    await browser.store({
      account: {
        phase: 'unknown',
        problem: { kind: 'unreachable', at: Date.now(), retryAt: null },
      },
    });
    await hasFocus(popup, button('actionTryAgain'));
    await popup.pressEnter('button', say('actionTryAgain'));
    await hasFocus(popup, button('actionTryAgain'));
  });

  test('stays where the history is deleted, or is not', async () => {
    const world = theWorld();
    const { browser } = world;
    await openWithSession(world, someone(world));
    const settings = await browser.openSettings();
    await until('a history to delete', () =>
      settings.isEnabled('button', say('actionDeleteHistory')),
    );
    await settings.pressEnter('button', say('actionDeleteHistory'));
    await hasFocus(settings, button('actionDeleteForGood'));
    await settings.pressEnter('button', say('actionKeep'));
    await hasFocus(settings, button('actionDeleteHistory'));
    await settings.pressEnter('button', say('actionDeleteHistory'));
    await settings.pressEnter('button', say('actionDeleteForGood'));
    await settings.waitForText(say('historyDeleted'));
    await hasFocus(settings, button('actionDeleteHistory'));
    expect(await settings.isEnabled('button', say('actionDeleteHistory'))).toBe(false);
    await settings.pressEnter('button', say('actionDeleteHistory'));
    expect(await settings.has('button', say('actionDeleteForGood'))).toBe(false);
  });

  test('stays where an address is tried again, and in the first steps', async () => {
    const world = theWorld();
    const { browser, proxy } = world;
    const settings = await browser.openSettings();
    await proxy.stop('SIGKILL');
    await settings.pressEnter('button', say('actionSave'));
    await settings.waitFor('button', say('actionTryAgain'));
    await hasFocus(settings, button('actionSave'));
    await settings.pressEnter('button', say('actionTryAgain'));
    await settings.waitFor('button', say('actionTryAgain'));
    expect(await settings.focused()).not.toBeNull();
    await proxy.start();
    await settings.pressEnter('button', say('actionTryAgain'));
    await settings.waitForText(say('addressUnchanged'));
    await hasFocus(settings, button('actionSave'));
    await settings.close();

    const page = await browser.openExtensionPage('/welcome.html');
    await page.pressEnter('button', say('actionSignIn'));
    const account = someone(world);
    await signIn(world, page, account);
    await page.waitForText(say('welcomeSignedIn', account.username));
    expect(await page.focused()).not.toBeNull();
  });
});
