import { expect, test } from 'vitest';
import { BADGE_COLOURS } from '../../../extension/background/badge/badge.ts';
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
import { readWithCookies, sessionCookies } from '../session-cookie.ts';
import { topic } from '../topic.ts';

export const mainPath = topic('the main path', (theWorld) => {
  test('signing in through the window shows who it is, the balance and the use', async () => {
    const world = theWorld();
    const account = someone(world, { usedQuota: 234_560 });
    const popup = await openSignedOut(world);
    expect((await world.browser.badge()).text).toBe('');

    await signIn(world, popup, account);

    const text = await popup.waitForText(say('updatedNow'));
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([account.username, account.email, '765.44']),
    );
    expect(text).toContain(say('used', '234,560'));
    await showsBadge(world, { text: '765', color: BADGE_COLOURS.calm });
    expect(await world.browser.views()).toHaveLength(1);
    expect(world.platform.callsTo('authorize')).toMatchObject([
      { query: { auto_authorize: 'true', response_type: 'code' } },
    ]);
  });

  test('the toolbar button opens it at a size that every browser allows', async () => {
    const world = theWorld();
    await openWithSession(world, someone(world));
    const { width, height } = await world.browser.lookAtToolbarPopup();
    expect(width).toBeGreaterThanOrEqual(300);
    expect(width).toBeLessThanOrEqual(400);
    expect(height).toBeGreaterThan(200);
    expect(height).toBeLessThanOrEqual(600);
  });

  test('a balance is shown letter for letter, whatever the platform writes', async () => {
    const world = theWorld();
    const account = someone(world);
    const popup = await openWithSession(world, account);
    for (const balance of ['$1,234.50', '1.234,5 €', '≈ 12.30 Credits', '余额 无限', '0.00']) {
      account.balanceFormatted = balance;
      await popup.click('button', say('actionRefresh'));
      await showsBalance(popup, balance);
    }
  });

  test('a change on the platform shows after a refresh, in the badge too', async () => {
    const world = theWorld();
    const account = someone(world);
    const popup = await openWithSession(world, account);
    account.spend(128_250);

    await popup.click('button', say('actionRefresh'));

    await showsBalance(popup, '621.75');
    expect(await popup.text()).toContain(say('used', '378,250'));
    await showsBadge(world, { text: '621' });
  });

  test('topping up leads to the platform, and the credit added there shows', async () => {
    const world = theWorld();
    const account = someone(world);
    const popup = await openSignedIn(world, account);

    await popup.click('button', say('actionTopUp'));
    const page = await world.browser.waitForView((url) => url === `${world.platform.url}/topup`);
    await page.fill(platformWords.amount, '12.5');
    await page.click('button', platformWords.addCredit);
    await page.waitForText(platformWords.credited('12.50', '762.50'));
    await page.close();
    await popup.click('button', say('actionRefresh'));

    await showsBalance(popup, '762.50');
  });

  test('signing out leaves nothing behind, here or at the proxy', async () => {
    const world = theWorld();
    const account = someone(world);
    const popup = await openSignedIn(world, account);
    const copy = await sessionCookies(world);
    expect(await readWithCookies(world, copy)).toMatchObject({
      status: 200,
      body: { username: account.username },
    });

    await popup.click('button', say('actionSignOut'));

    await popup.waitForText(say('titleSignedOut'));
    const stored = JSON.stringify(await world.browser.storage());
    for (const trace of [account.username, account.email, '750', '250000']) {
      expect(stored).not.toContain(trace);
    }
    expect((await showsBadge(world, { text: '' })).title).not.toContain('750');
    expect(await readWithCookies(world, copy)).toMatchObject({
      status: 401,
      body: { error: 'not_authenticated' },
    });
    expect(await sessionCookies(world)).toBe('');

    await popup.reload();
    await popup.waitForText(say('titleSignedOut'));
  });
});
