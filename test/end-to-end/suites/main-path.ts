import { expect } from 'vitest';
import { BADGE_COLOURS } from '../../../extension/background/badge/badge-content.ts';
import { english as platformTexts } from '../../support/fake-platform/pages/messages-english.ts';
import { showsBadge, showsBalance } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import {
  createUser,
  openSignedIn,
  openSignedOut,
  signIn,
  signOut,
} from '../../support/user/user-actions.ts';
import { readWithCookies, sessionCookies } from '../session-cookies.ts';
import { storedHistory } from '../stored-account.ts';
import { BROWSERS, openWithNewSession, suite } from '../suite.ts';

export const mainPath = suite('main path', BROWSERS, (test) => {
  test('signs in and shows user, balance and usage', async (env) => {
    const account = createUser(env, { usedQuota: 234_560 });
    const popup = await openSignedOut(env);
    expect((await env.browser.badge()).text).toBe('');

    await signIn(env, popup, account);
    const text = await popup.waitForText(t('updatedNow'));
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([account.username, account.email, '765.44']),
    );
    expect(text).toContain(t('usedMoney', '234.56'));
    await showsBadge(env, { text: '765', color: BADGE_COLOURS.calm });
    expect(await env.browser.views()).toHaveLength(1);
    expect(env.platform.requestsTo('authorize')).toMatchObject([
      { query: { auto_authorize: 'true', response_type: 'code' } },
    ]);
  });

  test('shows the balance exactly as formatted, in a popup that every browser allows', async (env) => {
    const { account, popup } = await openWithNewSession(env);
    for (const balance of ['$1,234.50', '1.234,5 €', '≈ 12.30 Credits', '余额 无限', '0.00']) {
      account.balanceFormatted = balance;
      await popup.click('button', t('actionRefresh'));
      await showsBalance(popup, balance);
    }

    const { width, height } = await env.browser.measureToolbarPopup();
    expect(width).toBeGreaterThanOrEqual(300);
    expect(width).toBeLessThanOrEqual(400);
    expect(height).toBeGreaterThan(200);
    expect(height).toBeLessThanOrEqual(600);
  });

  test('shows what a top-up added once its tab is closed', async (env) => {
    const popup = await openSignedIn(env, createUser(env));
    await popup.click('button', t('actionTopUp'));
    const page = await env.browser.waitForView((url) => url === `${env.platform.url}/topup`);
    await page.fill(platformTexts.amount, '12.5');
    await page.click('button', platformTexts.addCredit);
    await page.waitForText(platformTexts.credited('12.50', '762.50'));
    await page.close();
    await showsBalance(popup, '762.50');
    await popup.waitForText('+12.50');
  });

  test('the welcome page leads from the address to the balance', async (env) => {
    const account = createUser(env);
    const page = await env.browser.openExtensionPage('/welcome.html');
    await page.waitForText(t('welcomeSignInHeading'));
    await page.waitFor('button', t('actionSignIn'));
    await signIn(env, page, account);
    const text = await page.waitForText(t('welcomeSignedIn', account.username));
    expect(text).not.toContain(t('welcomeText'));
    const popup = await env.browser.openPopup();
    await showsBalance(popup, '750.00');
  });

  test('signing out leaves nothing in the browser or at the proxy', async (env) => {
    const account = createUser(env);
    const popup = await openSignedIn(env, account);
    await storedHistory(env);
    const cookies = await sessionCookies(env);
    expect(await readWithCookies(env, cookies)).toMatchObject({
      status: 200,
      body: { username: account.username },
    });

    await signOut(popup);
    const stored = await env.browser.storage();
    expect(stored.local.history ?? null).toBeNull();
    for (const trace of [account.username, account.email, '750', '250000']) {
      expect(JSON.stringify(stored)).not.toContain(trace);
    }
    expect((await showsBadge(env, { text: '' })).title).not.toContain('750');
    expect(await readWithCookies(env, cookies)).toMatchObject({
      status: 401,
      body: { error: 'not_authenticated' },
    });
    expect(await sessionCookies(env)).toBe('');

    await popup.reload();
    await popup.waitForText(t('titleSignedOut'));
  });
});
