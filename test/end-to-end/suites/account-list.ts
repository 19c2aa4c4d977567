import { expect, type TestContext } from 'vitest';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import type { Account } from '../../support/fake-platform/platform.ts';
import { Client } from '../../support/proxy/client.ts';
import { ProxyProcess } from '../../support/proxy-process/proxy-process.ts';
import { addAccount } from '../../support/user/account-actions.ts';
import { showsBalance, showsMessage } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import { signInOverHttp } from '../../support/user/signed-in-accounts.ts';
import { openSignedIn, spendAndRefresh } from '../../support/user/user-actions.ts';
import { dataFolderOfVersion010 } from '../../support/version-0.1.0/data-folder.ts';
import session010 from '../../support/version-0.1.0/session.json' with { type: 'json' };
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

  test('browser and proxy of version 0.1.0 keep account, session and history, and others are added', async (env, context) => {
    const [first, second] = createTwoUsers(env);
    first.account.spend(62_000);
    await continueSessionOf010(env, first.account, context);
    await env.browser.stopWorker();
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
    expect(await slotsOf(env)).toEqual([0, 1]);
    const options = await env.browser.openOptionsPage();
    expect(await options.valueOf(t('fieldThreshold'))).toBe('700');
  });
});

/**
 * Replaces the proxy by one with the data of version 0.1.0, gives the browser the cookie of the session there, and lets
 * the platform take its refresh token for one of this user.
 */
async function continueSessionOf010(
  { browser, platform, app, proxy, proxyPort }: TestEnvironment,
  { username }: Account,
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
): Promise<void> {
  await new Client(proxy.localUrl, platform).signIn(username);
  const { accessTokens, refreshTokens } = platform.issued;
  const tokens = { access_token: accessTokens.at(-1), refresh_token: refreshTokens.at(-1) };
  const body = { ...tokens, token_type: 'Bearer', expires_in: 7_200 };
  platform.misbehaveBy((request) =>
    request.body.refresh_token === session010.tokens.refreshToken ? { status: 200, body } : null,
  );
  onTestFinished(() => platform.misbehaveBy(() => null));
  await proxy.stop();
  const started = await ProxyProcess.start({
    port: proxyPort,
    publicUrl: proxy.url,
    platformUrl: platform.url,
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    env: {
      USERINFO_MAX_AGE: '0',
      DATA_DIR: dataFolderOfVersion010(),
      SESSION_KEYS: session010.masterKey,
    },
  });
  onTestFinished(() => started.close());
  const { hostname } = new URL(proxy.url);
  const name = 'balance_companion_session';
  await browser.setCookie({ name, value: session010.cookie, domain: hostname });
}

/** The slots in which the browser has sessions at the proxy. */
async function slotsOf(env: TestEnvironment): Promise<unknown> {
  const headers = { cookie: await sessionCookies(env), 'x-csrf': '1' };
  const response = await fetch(`${env.proxy.localUrl}/api/sessions`, { headers });
  return ((await response.json()) as { slots: number[] }).slots;
}
