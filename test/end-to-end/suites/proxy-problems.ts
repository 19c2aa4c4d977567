import { expect } from 'vitest';
import { BADGE_COLOURS } from '../../../extension/background/badge/badge-content.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';
import { ProxyProcess } from '../../support/proxy-process/proxy-process.ts';
import {
  type MessageKeys,
  showsBadge,
  showsBalance,
  showsMessage,
} from '../../support/user/assertions.ts';
import { type MessageKey, tEnglish as t } from '../../support/user/messages.ts';
import { signOut, spendAndRefresh } from '../../support/user/user-actions.ts';
import { type FixedResponse, startOtherServer } from '../other-server.ts';
import { readWithCookies, sessionCookies } from '../session-cookies.ts';
import { balanceTime } from '../stored-account.ts';
import { BROWSERS, openWithNewSession, suite } from '../suite.ts';

const OTHER_EXTENSION = `chrome-extension://${'a'.repeat(32)}`;

const UNREACHABLE = ['titleUnreachable', 'textUnreachable'] as const;
const PERMISSION_MISSING = ['titlePermissionMissing', 'textPermissionMissing'] as const;

/** Responses at the proxy's address that are not the proxy's, with their message and recovery action. */
const NOT_THE_PROXY: readonly [MessageKeys, MessageKey, FixedResponse][] = [
  [
    ['titleIntercepted', 'textIntercepted'],
    'actionOpenTab',
    { body: '', status: 302, headers: { location: 'http://127.0.0.1:9/login' } },
  ],
  [
    ['titleProxyDown', 'textProxyDown'],
    'actionRefresh',
    { body: '<title>502 Bad Gateway</title><hr><center>nginx</center>', status: 502 },
  ],
  [
    ['titleTooManyCookies', 'textTooManyCookies'],
    'actionRefresh',
    { body: '<title>400 Request Header Or Cookie Too Large</title>', status: 400 },
  ],
  [
    ['titleSomethingElse', 'textSomethingElse'],
    'actionCheckAddress',
    { body: '{"balance": "1000000.00"}' },
  ],
];

export const proxyProblems = suite('problems with the proxy', BROWSERS, (test) => {
  test('a proxy that is down leaves the balance with its time until it is back', async (env) => {
    const { account, popup } = await openWithNewSession(env);

    await env.proxy.stop('SIGKILL');
    account.spend(1_000);
    await popup.click('button', t('actionRefresh'));

    await showsMessage(popup, UNREACHABLE, env.proxy.url);
    await showsBalance(popup, '750.00');
    const time = await balanceTime(env);
    expect(await popup.text()).toContain(t('asOf', time));
    const badge = await showsBadge(env, { text: '750', color: BADGE_COLOURS.problem });
    expect(badge.title).toContain(t('badgeBalance', '750.00', time));
    expect(badge.title).toContain(t('titleUnreachable'));

    await popup.close();
    await env.proxy.start();
    const opened = await env.browser.openPopup();

    await showsBalance(opened, '749.00');
    expect(await opened.waitForText(t('updatedNow'))).not.toContain(t('titleUnreachable'));
    await showsBadge(env, { text: '749', color: BADGE_COLOURS.calm });
  });

  test('a sign-out that does not reach the proxy keeps the account', async (env) => {
    const { account, popup } = await openWithNewSession(env);
    const cookies = await sessionCookies(env);

    await env.proxy.stop('SIGKILL');
    await popup.click('button', t('actionSignOut'));
    await showsMessage(popup, ['titleSignOutFailed', 'textSignOutFailed']);
    await showsBalance(popup, account.balanceFormatted);

    await env.proxy.start();
    expect(await readWithCookies(env, cookies)).toMatchObject({ status: 200 });
    await signOut(popup);
    expect(await readWithCookies(env, cookies)).toMatchObject({ status: 401 });
  });

  test('EXTENSION_ORIGINS stops the sign-out of an extension that it does not name, and nothing else', async (env, context) => {
    const folder = emptyFolder();
    // Both proxies keep their sessions in one folder.
    const startProxy = async (origins: string) => {
      const started = await ProxyProcess.start({
        port: env.proxyPort,
        publicUrl: env.proxy.url,
        platformUrl: env.platform.url,
        clientId: env.app.clientId,
        clientSecret: env.app.clientSecret,
        env: { EXTENSION_ORIGINS: origins, USERINFO_MAX_AGE: '0', DATA_DIR: folder },
      });
      context.onTestFinished(() => started.close());
      return started;
    };
    await env.proxy.stop();
    const strict = await startProxy(OTHER_EXTENSION);
    const { account, popup } = await openWithNewSession(env);
    await spendAndRefresh(popup, account);

    await popup.click('button', t('actionSignOut'));
    await popup.waitForText(t('titleSignOutRefused'));
    await popup.waitForText(env.browser.extensionOrigin);
    await showsBalance(popup, '749.00');

    await strict.stop();
    await startProxy(`${OTHER_EXTENSION},${env.browser.extensionOrigin}`);
    await signOut(popup);
  });

  test('a withdrawn host permission is reported until it is granted again', async (env) => {
    const { account, popup } = await openWithNewSession(env);

    await env.browser.revokeHost('http://localhost/*');
    await showsMessage(popup, PERMISSION_MISSING, env.proxy.url);
    await showsBalance(popup, account.balanceFormatted);
    expect(await popup.text()).toContain(t('asOf', await balanceTime(env)));
    expect(await popup.isEnabled('button', t('actionAllow'))).toBe(true);
    await showsBadge(env, { color: BADGE_COLOURS.problem });

    await env.browser.grantHost('http://localhost/*');
    await popup.waitForText(t('updatedNow'));
    await showsBadge(env, { text: '750', color: BADGE_COLOURS.calm });
  });

  test('a button asks for a missing host permission', async (env) => {
    const address = `http://127.0.0.1:${env.proxyPort}`;
    await env.browser.store({ proxyAddress: address });
    const popup = await env.browser.openPopup();
    await showsMessage(popup, PERMISSION_MISSING, address);

    await env.browser.preapproveHost('http://127.0.0.1/*');
    await popup.click('button', t('actionAllow'));

    await popup.waitForText(t('titleSignedOut'));
    expect(await env.browser.grantedHosts()).toContain('http://127.0.0.1/*');
  });
});

/** In one browser: fetch reports these responses alike in each. */
export const responsesOfOthers = suite('problems with the proxy', ['chromium'], (test) => {
  test('popup and options page report each response that is not the proxy’s', async (env, context) => {
    const { account, popup } = await openWithNewSession(env);
    await env.proxy.stop('SIGKILL');
    let response: FixedResponse = { body: '' };
    await startOtherServer(context, () => response, env.proxyPort);
    const options = await env.browser.openOptionsPage();

    for (const [message, action, next] of NOT_THE_PROXY) {
      response = next;
      await popup.click('button', t('actionRefresh'));
      await showsMessage(popup, message, env.proxy.url);
      await showsBalance(popup, account.balanceFormatted);
      await showsBadge(env, { text: '750', color: BADGE_COLOURS.problem });
      expect(await popup.isEnabled('button', t(action))).toBe(true);
      await options.click('button', t('actionSave'));
      await showsMessage(options, message, env.proxy.url);
    }

    await options.close();
    await popup.click('button', t('actionCheckAddress'));
    const opened = await env.browser.waitForView((url) => url.endsWith('/options.html'));
    expect(await opened.valueOf(t('fieldProxyAddress'))).toBe(env.proxy.url);
  });
});
