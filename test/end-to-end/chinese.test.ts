import { expect, test } from 'vitest';
import type { View } from '../support/browsers/view.ts';
import { openLogin, openSignedOut, signIn, someone } from '../support/person/person.ts';
import { type MessageKey, sayChinese as say } from '../support/person/words.ts';
import { until } from '../support/waiting/until.ts';
import { inEachBrowser } from './shared-world.ts';
import { usableInLargeText } from './topics/large-text.ts';

/** These tests leave the proxy its own settings, as a person would. */
const SETTINGS = { USERINFO_MAX_AGE: '2', RATE_LIMIT_SIGN_IN: '60' };

const OPTIONS = { launch: { language: 'zh-CN' }, settings: SETTINGS } as const;

inEachBrowser('in Chinese', OPTIONS, (theWorld) => {
  test('goes the whole main path without a word of English', async () => {
    const world = theWorld();
    const { browser, platform, proxy } = world;
    const account = someone(world, { username: '小明', email: 'ming@example.com' });
    const popup = await openSignedOut(world, say);
    await reads(popup, ['titleSignedOut', 'sentenceSignedOut']);
    expect(await popup.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    expect(await popup.title()).toBe(say('extensionName'));
    await popup.waitFor('button', '一键登录');
    await popup.waitFor('button', '设置');

    const login = await openLogin(world, popup, say);
    await reads(popup, ['titleSigningIn', 'sentenceSigningIn']);
    await login.close();
    await reads(popup, ['titleCancelled', 'sentenceCancelled']);

    await signIn(world, popup, account, say);
    await popup.waitForText(say('used', '250,000'));
    for (const name of ['刷新余额', '账户充值', '退出登录']) await popup.waitFor('button', name);
    expectChinese(await popup.text(), account.email);
    expect((await browser.badge()).title).toContain(say('extensionName'));

    account.credit(1_000);
    await until('the new balance', async () => {
      await popup.click('button', '刷新余额');
      return (await popup.text()).includes('751.00');
    });

    await popup.click('button', '账户充值');
    const page = await browser.waitForView((url) => url === `${platform.url}/topup`);
    await page.close();

    await proxy.stop('SIGKILL');
    await popup.click('button', '刷新余额');
    await reads(popup, ['titleUnreachable', 'sentenceUnreachable'], proxy.url, account.email);
    expectChinese((await browser.badge()).title);
    await proxy.start();

    await popup.click('button', '退出登录');
    await popup.waitForText(say('titleSignedOut'));
  });

  test('is usable in large text', () => usableInLargeText(theWorld(), say));

  test('has Chinese settings', async () => {
    const { browser, proxy } = theWorld();
    const settings = await browser.openSettings();
    await settings.waitFor('heading', '设置');
    expect(await settings.title()).toBe(say('settingsTitle'));
    expect(await settings.valueOf('代理地址')).toBe(proxy.url);
    expectChinese(await settings.text());

    await settings.fill('代理地址', 'http://balance.example.com');
    await settings.click('button', '保存');
    await reads(settings, ['addressHttpsNeeded', 'addressHttpsNeededText']);

    await settings.fill('代理地址', proxy.url);
    await settings.click('button', '保存');
    await settings.waitForText(say('addressUnchanged'));
    expectChinese(await settings.text());
  });
});

/** `known` is what may be in sight besides: the gap of the sentence, names that are not ours. */
async function reads(
  view: View,
  [title, text]: readonly [MessageKey, MessageKey],
  ...known: string[]
): Promise<void> {
  await view.waitForText(say(title));
  expectChinese(await view.waitForText(say(text, ...known)), ...known);
}

function expectChinese(text: string, ...known: string[]): void {
  const addresses =
    /https?(:\/\/[\w.:-]+)?|localhost(:\d+)?|127\.0\.0\.1(:\d+)?|(chrome|about|edge):[\w/]+/g;
  const keys = /(Alt|Ctrl|Shift|MacCtrl|Command)\+/g;
  const ours = known.reduce((rest, name) => rest.replaceAll(name, ''), text);
  expect(ours).toMatch(/\p{Script=Han}/u);
  expect(ours.replaceAll(addresses, '').replaceAll(keys, '')).not.toMatch(
    /[A-Za-z]{2,}|\$\w*\$|__/,
  );
}
