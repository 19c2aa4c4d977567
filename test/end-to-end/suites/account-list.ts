import { expect } from 'vitest';
import { addAccount } from '../../support/user/account-actions.ts';
import { showsBalance, showsMessage } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import { signInOverHttp } from '../../support/user/signed-in-accounts.ts';
import { openSignedIn, spendAndRefresh } from '../../support/user/user-actions.ts';
import { storageOfVersion010 } from '../../support/version-0.1.0/storage.ts';
import { createTwoUsers, everyAccountShows } from '../four-accounts.ts';
import { sessionCookies } from '../session-cookies.ts';
import { storedHistory } from '../stored-account.ts';
import { BROWSERS, suite } from '../suite.ts';

export const accountList = suite('account list', BROWSERS, (test) => {
  test('a sign-in as a user of the list replaces that entry', async (env) => {
    const [amy, bob] = createTwoUsers(env);
    const popup = await openSignedIn(env, amy.account);
    await addAccount(env, popup, bob.account);

    await addAccount(env, popup, amy.account);
    await showsMessage(popup, ['titleReplaced', 'textReplaced'], amy.account.username);
    await everyAccountShows(popup, [amy, bob]);
    await spendAndRefresh(popup, amy.account);
    expect((await sessionCookies(env)).split('; ')).toHaveLength(2);
    expect(await popup.text()).not.toContain(t('titleSessionEnded'));
  });

  test('a new installation finds the sessions that the browser still has', async (env) => {
    const accounts = createTwoUsers(env);
    await signInOverHttp(env.browser, accounts);
    await env.browser.reinstall();
    const popup = await env.browser.openPopup();
    await everyAccountShows(popup, accounts);
  });

  test('version 0.1.0 leaves the first account with its history, beside which others are added', async (env) => {
    const [first, second] = createTwoUsers(env);
    first.account.spend(62_000);
    await env.browser.stopWorker();
    // 0.1.0 has the session cookie of slot 0.
    await signInOverHttp(env.browser, [first]);
    const stored = storageOfVersion010(first.account);
    await env.browser.store({ ...stored, accounts: null });

    const popup = await env.browser.openPopup();
    await showsBalance(popup, '688.00');
    await popup.waitForText(t('titleLow'));
    await spendAndRefresh(popup, first.account);
    const { samples } = await storedHistory(env);
    expect(samples.slice(0, 2).map(([minute]) => minute)).toEqual(
      stored.history.samples.map(([minute]) => minute),
    );

    await addAccount(env, popup, second.account);
    await everyAccountShows(popup, [first, second]);
    const options = await env.browser.openOptionsPage();
    expect(await options.valueOf(t('fieldThreshold'))).toBe('700');
  });
});
