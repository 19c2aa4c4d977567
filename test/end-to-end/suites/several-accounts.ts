import { expect } from 'vitest';
import { BADGE_COLOURS } from '../../../extension/background/badge/badge-content.ts';
import type { View } from '../../support/browsers/view.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import {
  addAccount,
  beginToAddAccount,
  readAccountMenu,
  signInAsAnother,
  switchAccount,
} from '../../support/user/account-actions.ts';
import { showsBadge, showsBalance } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import {
  endSession,
  openSignedIn,
  saveAddress,
  signOut,
  spendAndRefresh,
} from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import {
  createFourUsers,
  everyAccountShows,
  expectNoSecret,
  menuShows,
  openWithFourAccounts,
  SECOND_HOST,
  withSecondServers,
} from '../four-accounts.ts';
import { sessionCookies } from '../session-cookies.ts';
import { BROWSERS, suite } from '../suite.ts';

export const severalAccounts = suite('several accounts', BROWSERS, (test) => {
  const secondOf = withSecondServers();

  test('are added at the same proxy and at another one, each with the balance that its platform has', async (env) => {
    const second = secondOf(env);
    const [amy, bob, eve] = createFourUsers(env, second);
    const popup = await openSignedIn(env, amy.account);
    await addAccount(env, popup, bob.account);
    await menuShows(popup, [amy, bob]);

    await beginToAddAccount(popup);
    await chooseProxy(env, popup, second.proxy.url);
    await signInAsAnother(second, popup, eve.account);
    await showsBalance(popup, eve.account.balanceFormatted);
    await everyAccountShows(popup, [amy, bob, eve]);
    const { title } = await showsBadge(env, { text: '750', color: BADGE_COLOURS.calm });
    for (const { account } of [amy, bob, eve]) expect(title).toContain(account.username);
    await expectNoSecret(env, second);
  });

  test('a refresh, a top-up and a low balance concern one of them, hidden amounts all', async (env) => {
    const second = secondOf(env);
    const { accounts, popup } = await openWithFourAccounts(env, second);
    const [, bob, eve, ian] = accounts;
    await switchAccount(popup, bob.account.username);
    await showsBalance(popup, '350.00');
    await spendAndRefresh(popup, bob.account);
    await showsBadge(env, { text: '349' });

    await switchAccount(popup, ian.account.username);
    await showsBalance(popup, '150.00');
    await popup.click('button', t('actionTopUp'));
    const page = await env.browser.waitForView((url) => url.startsWith(second.platform.url));
    ian.account.credit(12_500);
    await page.close();
    await showsBalance(popup, '162.50');
    await popup.waitForText('+12.50');

    await switchAccount(popup, eve.account.username);
    await showsBalance(popup, '550.00');
    expect(await popup.text()).not.toContain('+12.50');
    const options = await env.browser.openOptionsPage();
    await saveThreshold(options, '500');
    await options.close();
    await spendAndRefresh(popup, eve.account, 100_000);
    await popup.waitForText(t('titleLow'));
    await showsBadge(env, { text: '450', color: BADGE_COLOURS.low });

    await everyAccountShows(popup, accounts);
    await menuShows(
      popup,
      accounts.map((one) => (one === eve ? withLow(one) : one)),
    );
    expect((await menuTexts(popup)).filter((row) => row.includes(t('titleLow')))).toHaveLength(1);
    await showsBadge(env, { text: '750', color: BADGE_COLOURS.calm });

    await popup.click('button', t('actionHideBalance'));
    await popup.waitFor('button', t('actionShowBalance'));
    const texts = [...(await menuTexts(popup)), await popup.text()];
    await switchAccount(popup, eve.account.username);
    await popup.waitForText(t('balanceHidden'));
    texts.push(await popup.text());
    const badge = await env.browser.badge();
    texts.push(badge.text, badge.title);
    for (const { account } of accounts) {
      const { username, balanceFormatted } = account;
      expect(texts.join('\n')).toContain(username);
      expect(texts.filter((text) => text.includes(balanceFormatted))).toEqual([]);
    }
    await expectNoSecret(env, second);
  });

  test('an ended session and a stopped proxy concern their own accounts', async (env) => {
    const second = secondOf(env);
    const { accounts, popup } = await openWithFourAccounts(env, second);
    const [amy, bob, eve, ian] = accounts;
    await switchAccount(popup, bob.account.username);
    await showsBalance(popup, '350.00');
    await endSession(env, popup, bob.account);
    await popup.waitForText(t('titleSessionEnded'));
    const ended = { ...bob, remark: t('titleSessionEnded') };
    await menuShows(popup, [amy, ended, eve, ian]);

    await second.proxy.stop('SIGKILL');
    for (const { account } of [eve, ian]) {
      await switchAccount(popup, account.username);
      await showsBalance(popup, account.balanceFormatted);
      await popup.waitForText(t('titleUnreachable'));
    }
    const unreachable = [eve, ian].map((one) => ({ ...one, remark: t('titleUnreachable') }));
    await menuShows(popup, [amy, ended, ...unreachable]);
    await switchAccount(popup, amy.account.username);
    await spendAndRefresh(popup, amy.account);
    expect(await popup.text()).not.toContain(t('titleUnreachable'));

    await second.proxy.start();
    await switchAccount(popup, bob.account.username);
    await signInAsAnother(env, popup, bob.account);
    await everyAccountShows(popup, accounts);
    // A switch starts a refresh, which may end after the stored balance is painted.
    await until('no unreachable account', async () => {
      return !(await menuTexts(popup)).join().includes(t('titleUnreachable'));
    });
    await expectNoSecret(env, second);
  });

  test('one that is signed out or removed leaves the others, after a restart as well', async (env) => {
    const second = secondOf(env);
    const { accounts, popup } = await openWithFourAccounts(env, second);
    const [amy, bob, eve, ian] = accounts;
    await popup.click('button', t('actionSignOut'));
    await showsBalance(popup, bob.account.balanceFormatted);
    await menuShows(popup, [bob, eve, ian]);

    await switchAccount(popup, eve.account.username);
    await showsBalance(popup, eve.account.balanceFormatted);
    const options = await env.browser.openOptionsPage();
    await options.click('button', t('actionRemoveAccount'));
    await options.click('button', t('actionRemoveForGood'));
    await popup.waitForText(ian.account.username);
    await options.close();
    await everyAccountShows(popup, [bob, ian]);
    for (const each of [env, second])
      expect((await sessionCookies(each)).split('; ')).toHaveLength(1);
    const stored = JSON.stringify(await env.browser.storage());
    for (const { account } of [amy, eve]) {
      for (const trace of [account.username, account.email, account.balanceFormatted]) {
        expect(stored).not.toContain(trace);
      }
    }

    await env.browser.restart();
    // Browsers install an extension under test anew at each start, without the permissions granted since.
    await env.browser.grantHost(SECOND_HOST);
    const opened = await env.browser.openPopup();
    await everyAccountShows(opened, [bob, ian]);
    await showsBadge(env, { text: '350' });
    await opened.click('button', t('actionSignOut'));
    await showsBalance(opened, ian.account.balanceFormatted);
    await signOut(opened);
    await showsBadge(env, { text: '' });
    for (const each of [env, second]) expect(await sessionCookies(each)).toBe('');
  });
});

/** Firefox only, as in stopped-background.ts. */
export const notifiesForAccounts = suite('several accounts', ['firefox'], (test) => {
  const secondOf = withSecondServers();

  test('a low balance causes a notification for its account alone', async (env) => {
    const { accounts, popup } = await openWithFourAccounts(env, secondOf(env));
    const [amy, , eve] = accounts;
    await env.browser.preapproveHost(SECOND_HOST);
    for (const { account } of [amy, eve]) {
      await switchAccount(popup, account.username);
      await showsBalance(popup, account.balanceFormatted);
      const options = await env.browser.openOptionsPage();
      await saveThreshold(options, '500');
      await options.click('switch', t('switchLowBalanceNotification'));
      await options.waitForText(t('confirmedOn'));
      await options.close();
    }

    await spendAndRefresh(popup, eve.account, 100_000);
    const alerts = async () => {
      const { local } = await env.browser.storage();
      return [local.alert, local['alert-2']];
    };
    await until('the recorded warning', async () => (await alerts())[1]);
    await switchAccount(popup, amy.account.username);
    await spendAndRefresh(popup, amy.account);
    expect(await alerts()).toEqual([null, { notifiedBalance: 450 }]);
    // Without a desktop, Firefox may have none.
    expect(['', 'low-balance-2']).toContain((await env.browser.notifications()).join());
  });
});

const withLow = <T>(one: T) => ({ ...one, remark: t('titleLow') });

const menuTexts = async (popup: View) => (await readAccountMenu(popup)).map(({ text }) => text);

/** Saves the balance below which the selected account is low. */
async function saveThreshold(options: View, threshold: string): Promise<void> {
  await options.fill(t('fieldThreshold'), threshold);
  await options.click('button', t('actionSave'));
  await options.waitForText(t('confirmedSaved'));
  // The button checks the address as well. The result moves what is below it.
  await options.waitForText(t('addressUnchanged'));
}

/** Chooses another proxy for the account that is being added. */
async function chooseProxy({ browser }: TestEnvironment, popup: View, address: string) {
  await popup.click('button', t('actionAnotherProxy'));
  const options = await browser.waitForView((url) => url.includes('/options.html'));
  await browser.preapproveHost(SECOND_HOST);
  await saveAddress(options, address);
  await options.waitForText(t('addressSaved'));
  await options.close();
}
