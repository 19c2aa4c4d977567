import { expect } from 'vitest';
import type { View } from '../support/browsers/view.ts';
import type { MessageKeys } from '../support/user/assertions.ts';
import { tChinese as t } from '../support/user/messages.ts';
import {
  createUser,
  openLoginWindow,
  openSignedOut,
  signIn,
} from '../support/user/user-actions.ts';
import { until } from '../support/waiting/until.ts';
import { NINE_ACCOUNTS, storeFurtherAccounts } from './stored-accounts.ts';
import { BROWSERS, FIREFOX_AT_NIGHT, openWithNewSession, runSuites, suite } from './suite.ts';
import { expectAccessibleAccounts } from './suites/account-menu.ts';
import { usableInLargeText } from './suites/large-text.ts';
import { expectAccessibleOptions } from './suites/options-accounts.ts';
import { expectTidyPages } from './suites/page-layout.ts';
import { everyMessageInSight } from './suites/popup-places.ts';

const chinese = suite('in Chinese', BROWSERS, (test) => {
  test('the main path shows no English', async (env) => {
    const account = createUser(env, { username: '小明', email: 'ming@example.com' });
    const popup = await openSignedOut(env, t);
    await showsChinese(popup, ['titleSignedOut', 'textSignedOut']);
    expect(await popup.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    expect(await popup.evaluate(() => document.title)).toBe(t('extensionName'));
    await popup.waitFor('button', '一键登录');
    await popup.waitFor('button', '设置');

    const login = await openLoginWindow(env, popup, t);
    await showsChinese(popup, ['titleSigningIn', 'textSigningIn']);
    await login.close();
    await showsChinese(popup, ['titleCancelled', 'textCancelled']);

    await signIn(env, popup, account, t);
    await popup.waitForText(t('usedMoney', '250.00'));
    for (const name of ['刷新余额', '账户充值', '退出登录']) await popup.waitFor('button', name);
    expectChinese(await popup.text(), account.email);
    expect((await env.browser.badge()).title).toContain(t('extensionName'));

    account.credit(1_000);
    await until('the new balance', async () => {
      await popup.click('button', '刷新余额');
      return (await popup.text()).includes('751.00');
    });

    await popup.click('button', '账户充值');
    const page = await env.browser.waitForView((url) => url === `${env.platform.url}/topup`);
    await page.close();

    await env.proxy.stop('SIGKILL');
    await popup.click('button', '刷新余额');
    await showsChinese(
      popup,
      ['titleUnreachable', 'textUnreachable'],
      env.proxy.url,
      account.email,
    );
    expectChinese((await env.browser.badge()).title);
    await env.proxy.start();

    await popup.click('button', '退出登录');
    await popup.waitForText(t('titleSignedOut'));
  });
});

const chinesePages = suite('in Chinese', FIREFOX_AT_NIGHT, (test) => {
  test('several accounts show no English', async (env) => {
    const { account, popup } = await openWithNewSession(env);
    const names = [account.email, account.username, 'Work', 'Wiki'];
    await storeFurtherAccounts(env, NINE_ACCOUNTS.slice(0, 2));
    const attention = t('otherAccount', 'Wiki', t('titleNegative'));
    expectChinese(await popup.waitForText(attention), ...names);
    await popup.click('button', '账户');
    expectChinese(await popup.waitForText('添加账户'), ...names);
    await storeFurtherAccounts(env, [{ name: 'New', parts: null }]);
    await popup.waitFor('button', '取消');
    expectChinese(await popup.text(), ...names);
  });

  test('the options page shows no English', async (env) => {
    const options = await env.browser.openOptionsPage();
    await options.waitFor('heading', '设置');
    expect(await options.evaluate(() => document.title)).toBe(t('settingsTitle'));
    expect(await options.valueOf('代理地址')).toBe(env.proxy.url);
    expectChinese(await options.text());

    await options.fill('代理地址', 'http://balance.example.com');
    await options.click('button', '保存');
    await showsChinese(options, ['addressHttpsNeeded', 'addressHttpsNeededText']);

    await options.fill('代理地址', env.proxy.url);
    await options.click('button', '保存');
    await options.waitForText(t('addressUnchanged'));
    expectChinese(await options.text());
  });

  test('the options page of several accounts shows no English', async (env) => {
    const { account } = await openWithNewSession(env);
    const options = await env.browser.openOptionsPage();
    await storeFurtherAccounts(env, NINE_ACCOUNTS.slice(0, 2));
    await options.click('button', t('actionRemoveAccount'));
    expectChinese(
      await options.waitForText(t('actionRemoveForGood')),
      account.username,
      'Work',
      'Wiki',
    );
    await options.click('button', '添加账户');
    const text = await options.waitForText(t('settingsProxyOfNew'));
    expectChinese(text, account.username, 'Work', 'Wiki');
  });
});

/** Runs in one browser, because the pages are the same in the other. */
const accessibleChinese = suite('accessible in Chinese', ['chromium'], (test) => {
  test('the options page with several accounts', (env) => expectAccessibleOptions(env, t));
});

/** `known` are names that may appear in Latin letters. The first one is also inserted into the message. */
async function showsChinese(view: View, [title, text]: MessageKeys, ...known: string[]) {
  await view.waitForText(t(title));
  expectChinese(await view.waitForText(t(text, ...known)), ...known);
}

function expectChinese(text: string, ...known: string[]): void {
  const addresses =
    /https?(:\/\/[\w.:-]+)?|localhost(:\d+)?|127\.0\.0\.1(:\d+)?|(chrome|about|edge):[\w/]+/g;
  const keys = /(Alt|Ctrl|Shift|MacCtrl|Command)\+/g;
  const formats = /CSV/g;
  const own = known.reduce((rest, name) => rest.replaceAll(name, ''), text);
  expect(own).toMatch(/\p{Script=Han}/u);
  const words = [addresses, keys, formats].reduce((rest, name) => rest.replaceAll(name, ''), own);
  expect(words).not.toMatch(/[A-Za-z]{2,}|\$\w*\$|__/);
}

const layoutInChinese = suite('layout in Chinese', ['chromium'], (test) => {
  // The default size is that of the next tests; a smallest size is checked in English.
  test('is usable in large text', (env, context) =>
    usableInLargeText(env, context, t, ['usual 24 px']));

  test('is tidy at each width', (env) => expectTidyPages(env, t));

  test('are accessible', (env) => expectAccessibleAccounts(env, t));

  test('leaves room for each message', (env) => everyMessageInSight(env, t));
});

// With the proxy's default limits, which apply to users.
const CONFIG = { USERINFO_MAX_AGE: '2', RATE_LIMIT_SIGN_IN: '60' };
runSuites([chinese, chinesePages, layoutInChinese, accessibleChinese], {
  launch: { language: 'zh-CN' },
  env: CONFIG,
});
