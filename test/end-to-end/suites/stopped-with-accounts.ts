import {
  beginToAddAccount,
  signInAsAnother,
  switchAccount,
} from '../../support/user/account-actions.ts';
import { showsBalance } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import { sendCommand } from '../../support/user/send-command.ts';
import { endSession, openSignedIn } from '../../support/user/user-actions.ts';
import {
  createTwoUsers,
  everyAccountShows,
  menuShows,
  openWithFourAccounts,
  withSecondServers,
} from '../four-accounts.ts';
import { BROWSERS, suite } from '../suite.ts';

/**
 * After the background was stopped in the middle of something, every account shows what its platform says. A command
 * that is sent again completes what the user began, however far it got.
 */
export const stoppedWithAccounts = suite('stopped background', BROWSERS, (test) => {
  const secondOf = withSecondServers();

  test('while a user is added, and one that is in the list already: the window completes the sign-in', async (env) => {
    const [amy, bob] = createTwoUsers(env);
    const popup = await openSignedIn(env, amy.account);
    for (const { account } of [bob, amy]) {
      await beginToAddAccount(popup);
      await env.browser.stopWorker();
      const exchange = Promise.withResolvers<void>();
      env.platform.misbehave('token', { gate: exchange.promise });
      const arrived = env.platform.nextRequest('token');
      const signedIn = signInAsAnother(env, popup, account);
      await arrived;
      await env.browser.stopWorker();
      exchange.resolve();

      await signedIn;
      await showsBalance(popup, account.balanceFormatted);
      await menuShows(popup, [amy, bob]);
    }
    await popup.waitForText(t('titleReplaced'));
    await everyAccountShows(popup, [amy, bob]);
  });

  test('during a switch, a refresh, a top-up and a sign-out', async (env) => {
    const second = secondOf(env);
    const { accounts, popup } = await openWithFourAccounts(env, second);
    const [, , eve, ian] = accounts;
    await switchAccount(popup, eve.account.username);
    await env.browser.stopWorker();
    await popup.reload();
    await menuShows(popup, accounts);

    const response = Promise.withResolvers<void>();
    await switchAccount(popup, ian.account.username);
    await showsBalance(popup, ian.account.balanceFormatted);
    ian.account.spend(1_000);
    second.platform.misbehave('userinfo', { gate: response.promise });
    const arrived = second.platform.nextRequest('userinfo');
    await popup.click('button', t('actionRefresh'));
    await arrived;
    await env.browser.stopWorker();
    response.resolve();
    second.platform.misbehave('userinfo', null);
    await popup.reload();
    await showsBalance(popup, ian.account.balanceFormatted);
    await menuShows(popup, accounts);

    await popup.click('button', t('actionTopUp'));
    const page = await env.browser.waitForView((url) => url.startsWith(second.platform.url));
    ian.account.credit(12_500);
    await env.browser.stopWorker();
    await page.close();
    await popup.waitForText('+12.50');
    await menuShows(popup, accounts);

    await popup.click('button', t('actionSignOut'));
    await env.browser.stopWorker();
    await popup.reload();
    await sendCommand(popup, { type: 'sign_out', account: 3 });
    await everyAccountShows(popup, accounts.slice(0, 3));
  });

  test('during hiding, a warning, the end of a session and a removal', async (env) => {
    const second = secondOf(env);
    const { accounts, popup } = await openWithFourAccounts(env, second);
    const [amy, bob, eve, ian] = accounts;
    for (const hidden of [true, false]) {
      await popup.click('button', t(hidden ? 'actionHideBalance' : 'actionShowBalance'));
      await env.browser.stopWorker();
      await popup.reload();
      await sendCommand(popup, { type: 'set_preferences', changes: { hidden }, account: 0 });
      await popup.waitFor('button', t(hidden ? 'actionShowBalance' : 'actionHideBalance'));
    }
    await menuShows(popup, accounts);

    await sendCommand(popup, { type: 'set_preferences', changes: { threshold: 500 }, account: 2 });
    await switchAccount(popup, eve.account.username);
    await showsBalance(popup, eve.account.balanceFormatted);
    eve.account.spend(100_000);
    const fetched = second.platform.nextRequest('userinfo', { answered: true });
    await popup.click('button', t('actionRefresh'));
    await fetched;
    await env.browser.stopWorker();
    await popup.reload();
    await showsBalance(popup, eve.account.balanceFormatted);
    const low = { ...eve, remark: t('titleLow') };
    await menuShows(popup, [amy, bob, low, ian]);

    await switchAccount(popup, bob.account.username);
    await showsBalance(popup, bob.account.balanceFormatted);
    const refused = env.platform.nextRequest('token', { answered: true });
    await endSession(env, popup, bob.account);
    await refused;
    await env.browser.stopWorker();
    await popup.reload();
    await popup.waitForText(t('titleSessionEnded'));
    const ended = { ...bob, remark: t('titleSessionEnded') };
    await menuShows(popup, [amy, ended, low, ian]);

    await switchAccount(popup, ian.account.username);
    await showsBalance(popup, ian.account.balanceFormatted);
    const options = await env.browser.openOptionsPage();
    await options.click('button', t('actionRemoveAccount'));
    await options.click('button', t('actionRemoveForGood'));
    await env.browser.stopWorker();
    await options.close();
    await popup.reload();
    await sendCommand(popup, { type: 'remove_account', account: 3 });
    await menuShows(popup, [amy, ended, low]);
  });
});
