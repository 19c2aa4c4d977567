import { expect, test } from 'vitest';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import {
  endSession,
  openLogin,
  openSignedOut,
  sendForm,
  showsBalance,
  signIn,
  someone,
} from '../../support/person/person.ts';
import { sayEnglish as say } from '../../support/person/words.ts';
import { expectAccessible, violationsIn } from '../axe.ts';
import { topic } from '../topic.ts';

/** In one browser: the pages are the same in the other. */
export const accessibility = topic('accessibility', accessibilityTests, ['chromium']);

function accessibilityTests(theWorld: () => TestEnvironment): void {
  test('the popup is accessible in each state', async () => {
    const world = theWorld();
    const { browser, proxy } = world;
    const account = someone(world);
    const popup = await openSignedOut(world);
    await expectAccessible(popup, 'signed out');

    const login = await openLogin(world, popup);
    await popup.waitForText(say('titleSigningIn'));
    await expectAccessible(popup, 'signing in');
    await sendForm(login, account);
    await showsBalance(popup, '750.00');
    await popup.waitForText(say('updatedNow'));
    await expectAccessible(popup, 'signed in');

    await popup.click('button', say('actionHideBalance'));
    await popup.waitForText(say('balanceHidden'));
    await expectAccessible(popup, 'hidden');
    await popup.click('button', say('actionShowBalance'));
    await showsBalance(popup, '750.00');
    await browser.store({ preferences: { threshold: 800 } });
    await popup.waitForText(say('titleLow'));
    await expectAccessible(popup, 'low');
    await browser.store({ preferences: {} });

    account.spend(800_000);
    await popup.click('button', say('actionRefresh'));
    await popup.waitForText(say('titleNegative'));
    await expectAccessible(popup, 'negative');

    account.status = 2;
    await popup.click('button', say('actionRefresh'));
    await popup.waitForText(say('titleDisabled'));
    await expectAccessible(popup, 'disabled');

    await endSession(world, popup, account);
    await popup.waitForText(say('titleSessionEnded'));
    await expectAccessible(popup, 'session ended');

    await proxy.stop('SIGKILL');
    await popup.reload();
    await popup.waitForText(say('titleUnreachable'));
    await expectAccessible(popup, 'unreachable');

    await browser.withdrawHost('http://localhost/*');
    await popup.waitForText(say('titlePermissionMissing'));
    await expectAccessible(popup, 'permission missing');
  });

  test('a popup without a balance is accessible in trouble and while it waits', async () => {
    const { browser, platform, proxy } = theWorld();
    await proxy.stop('SIGKILL');
    await browser.reset();
    const popup = await browser.openPopup();
    await popup.waitForText(say('titleUnreachable'));
    await expectAccessible(popup, 'unreachable from the beginning');

    await proxy.start();
    platform.redirectError('access_denied');
    await popup.click('button', say('actionTryAgain'));
    await popup.click('button', say('actionSignIn'));
    await popup.waitForText(say('titleAccessDenied'));
    await expectAccessible(popup, 'declined');
    await browser.store({ account: { phase: 'unknown', problem: null } });
    await popup.waitForText(say('loading'));
    await expectAccessible(popup, 'waiting');
  });

  test('the settings are accessible, whatever they say', async () => {
    const { browser, proxy } = theWorld();
    const settings = await browser.openSettings();
    await settings.waitFor('textbox', say('fieldProxyAddress'));
    await expectAccessible(settings, 'as opened');

    await settings.click('button', say('actionSave'));
    await settings.waitForText(say('addressUnchanged'));
    await expectAccessible(settings, 'connected');

    await settings.fill(say('fieldProxyAddress'), 'localhost:8787');
    await settings.click('button', say('actionSave'));
    await settings.waitForText(say('addressKept', proxy.url));
    await expectAccessible(settings, 'refused');
  });

  test('a fault would be found', async () => {
    const settings = await theWorld().browser.openSettings();
    await settings.waitFor('textbox', say('fieldProxyAddress'));
    await settings.evaluate(() => {
      document.querySelector('label')?.remove();
      for (const button of document.querySelectorAll('button')) button.style.color = '#888';
    });
    const found = await violationsIn(settings);
    expect(found).toContainEqual(expect.stringMatching(/^color-contrast at <button/));
    expect(found).toContainEqual(expect.stringMatching(/^label at <input/));
  });

  test('a fault in one scheme alone would be found', async () => {
    const settings = await theWorld().browser.openSettings();
    await settings.waitFor('textbox', say('fieldProxyAddress'));
    await settings.evaluate(() => {
      const style = document.createElement('style');
      const rule = 'button { color: #888 !important; background: #777 !important; }';
      style.append(`@media (prefers-color-scheme: dark) { ${rule} }`);
      document.head.append(style);
    });
    await expect(expectAccessible(settings, 'faulty')).rejects.toThrow('faulty, dark');
  });

  test('the pages of the proxy are accessible', async () => {
    const { browser, proxy } = theWorld();
    for (const query of ['', '?login=success', '?error=access_denied']) {
      await expectAccessible(await browser.openPage(`${proxy.url}/${query}`), query);
    }
  });

  test('the first-run page is accessible before and after the sign-in', async () => {
    const world = theWorld();
    const page = await world.browser.openExtensionPage('/welcome.html');
    await page.waitFor('button', say('actionSignIn'));
    await expectAccessible(page, 'first steps');
    const account = someone(world);
    await signIn(world, page, account);
    await page.waitForText(say('welcomeSignedIn', account.username));
    await expectAccessible(page, 'first steps done');
  });
}
