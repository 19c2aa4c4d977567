import { expect, test } from 'vitest';
import { BADGE_COLOURS } from '../../../extension/background/badge/badge.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { english as platformWords } from '../../support/fake-platform/pages/words-english.ts';
import {
  openSignedIn,
  openSignedOut,
  openWithSession,
  showsBadge,
  showsBalance,
  signIn,
  someone,
} from '../../support/person/person.ts';
import { sayEnglish as say } from '../../support/person/words.ts';
import { until } from '../../support/waiting/until.ts';
import { topic } from '../topic.ts';

/** Waits for the history, which is written just after the balance, and gives it. */
function keepsHistory({
  browser,
}: TestEnvironment): Promise<{ owner: string; samples: number[][] }> {
  return until('a history', async () => {
    return (await browser.storage()).local.history as { owner: string; samples: number[][] };
  });
}

export const everyDay = topic('every day', (theWorld) => {
  test('a hidden balance is nowhere to be seen, also after a restart of the background', async () => {
    const world = theWorld();
    const { browser } = world;
    const popup = await openWithSession(world, someone(world));
    await popup.click('button', say('actionHideBalance'));
    await popup.waitFor('button', say('actionShowBalance'));

    await browser.stopWorker();
    await popup.reload();
    await popup.waitForText(say('balanceHidden'));
    expect(await popup.text()).not.toContain('750');
    await until('a badge without digits', async () => {
      const { text, title } = await browser.badge();
      return !/\d/.test(text) && !title.includes('750');
    });

    await popup.click('button', say('actionShowBalance'));
    await showsBalance(popup, '750.00');
    await showsBadge(world, { text: '750' });
  });

  test('a balance below the amount that was set is low in popup and badge', async () => {
    const world = theWorld();
    const { browser } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);
    const settings = await browser.openSettings();
    await settings.fill(say('fieldThreshold'), 'plenty');
    await settings.click('button', say('actionSave'));
    await settings.waitForText(say('thresholdWrong'));
    await settings.fill(say('fieldThreshold'), '700');
    await settings.click('button', say('actionSave'));
    await settings.waitForText(say('confirmedThreshold', '700'));
    await settings.close();
    expect(await popup.text()).not.toContain(say('titleLow'));

    account.spend(100_000);
    await popup.click('button', say('actionRefresh'));
    await popup.waitForText(say('titleLow'));
    await showsBalance(popup, '650.00');
    await showsBadge(world, { text: '650', color: BADGE_COLOURS.low });
  });

  test('a top-up shows as what it brought, as soon as its tab is closed', async () => {
    const world = theWorld();
    const { browser, platform } = world;
    const popup = await openSignedIn(world, someone(world));
    await popup.click('button', say('actionTopUp'));
    const page = await browser.waitForView((url) => url === `${platform.url}/topup`);
    await page.fill(platformWords.amount, '20');
    await page.click('button', platformWords.addCredit);
    await page.waitForText(platformWords.credited('20.00', '770.00'));
    await page.close();
    await showsBalance(popup, '770.00');
    await popup.waitForText('+20.00');
  });

  test('the badge can be switched off, and stays off', async () => {
    const world = theWorld();
    const { browser } = world;
    await openWithSession(world, someone(world));
    const settings = await browser.openSettings();
    await settings.click('switch', say('switchBadge'));
    await settings.waitForText(say('confirmedOff'));
    expect((await showsBadge(world, { text: '' })).title).toContain('750.00');
    await browser.stopWorker();
    await settings.reload();
    await settings.click('switch', say('switchBadge'));
    await showsBadge(world, { text: '750' });
  });

  test('what was used today is told, and forgotten on demand', async () => {
    const world = theWorld();
    const { browser } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);
    await popup.waitForText(say('lastsUnknown'));
    const history = await keepsHistory(world);
    expect(history.samples).toHaveLength(1);
    const minute = history.samples[0]?.[0] ?? 0;
    // As if the extension had looked two minutes ago.
    await browser.store({ history: { ...history, samples: [[minute - 2, 752.5, 247_500]] } });
    account.spend(1_000);
    await popup.click('button', say('actionRefresh'));
    await popup.waitForText(/Used today: \d/);

    const settings = await browser.openSettings();
    await settings.click('button', say('actionDeleteHistory'));
    await settings.click('button', say('actionDeleteForGood'));
    await settings.waitForText(say('historyDeleted'));
    expect((await browser.storage()).local.history ?? null).toBeNull();
  });

  test('signing out forgets what was seen of the account', async () => {
    const world = theWorld();
    const popup = await openWithSession(world, someone(world));
    await keepsHistory(world);
    await popup.click('button', say('actionSignOut'));
    await popup.waitForText(say('titleSignedOut'));
    expect((await world.browser.storage()).local.history ?? null).toBeNull();
  });

  test('the first-run page leads from the address to the balance', async () => {
    const world = theWorld();
    const { browser } = world;
    const account = someone(world);
    const page = await browser.openExtensionPage('/welcome.html');
    await page.waitForText(say('welcomeSignInHeading'));
    await page.waitFor('button', say('actionSignIn'));
    await signIn(world, page, account);
    const text = await page.waitForText(say('welcomeSignedIn', account.username));
    expect(text).toContain(say('welcomePinHeading'));
    const popup = await browser.openPopup();
    await showsBalance(popup, '750.00');
  });

  test('storage with garbage in it is set aside: the popup is never blank', async () => {
    const world = theWorld();
    const { browser } = world;
    await openSignedOut(world);
    const garbage = [null, 7, 'x', [], { phase: 'signed_in' }, { samples: [[1]] }];
    for (const one of garbage) {
      await browser.store({
        account: one,
        preferences: one,
        history: one,
        alert: one,
        topUp: one,
        activity: one,
        proxyAddress: one,
      });
      await browser.stopWorker();
      const popup = await browser.openPopup();
      await popup.waitFor('button', say('actionSignIn'));
      await popup.close();
    }
  });
});
