import { expect } from 'vitest';
import { openServers } from '../../support/environment/servers.ts';
import { freePort } from '../../support/ports/free-port.ts';
import { type MessageKeys, showsBadge, showsMessage } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import {
  createUser,
  saveAddress,
  signIn,
  signOut,
  spendAndRefresh,
} from '../../support/user/user-actions.ts';
import { startOtherServer } from '../other-server.ts';
import { readWithCookies, sessionCookies } from '../session-cookies.ts';
import { BROWSERS, openWithNewSession, suite } from '../suite.ts';

/** In one browser: the address is parsed and checked alike in each. */
export const refusedAddresses = suite('options page', ['chromium'], (test) => {
  test('refuses an address without a proxy, keeps the old one, and suggests corrections', async (env, context) => {
    const { account, popup } = await openWithNewSession(env);
    await popup.click('button', t('actionSettings'));
    const options = await env.browser.waitForView((url) => url.endsWith('/options.html'));
    expect(await options.valueOf(t('fieldProxyAddress'))).toBe(env.proxy.url);
    const unused = `http://localhost:${await freePort()}`;
    const otherPort = await startOtherServer(context, () => ({ body: '<h1>It works!</h1>' }));
    const other = `http://localhost:${otherPort}`;
    const refused: readonly (readonly [address: string, MessageKeys, inMessage?: string])[] = [
      ['not a web address', ['addressNotAnAddress', 'addressNotAnAddressText']],
      ['ftp://localhost', ['addressNotAnAddress', 'addressNotAnAddressText']],
      ['localhost:8787', ['addressSchemeMissing', 'addressSchemeMissingText']],
      ['http://balance.example.com', ['addressHttpsNeeded', 'addressHttpsNeededText']],
      ['http:/localhost:1', ['addressMisspelled', 'addressMisspelledText'], 'http://localhost:1'],
      ['https://me:secret@localhost', ['addressCredentials', 'addressCredentialsText']],
      [`${env.proxy.url}/balance/`, ['addressPathNotUsed', 'addressPathNotUsedText']],
      [unused, ['titleUnreachable', 'textUnreachable'], unused],
      [other, ['titleSomethingElse', 'textSomethingElse'], other],
    ];
    for (const [address, message, inMessage = ''] of refused) {
      await saveAddress(options, address);
      await showsMessage(options, message, inMessage);
      const isInUse = address.includes(new URL(env.proxy.url).host);
      expect(await options.text(), address).toContain(
        isInUse ? t('addressInUse', env.proxy.url) : t('stillInUse', env.proxy.url),
      );
      await options.reload();
    }
    const { local } = await env.browser.storage();
    expect(local.proxyAddress ?? env.proxy.url).toBe(env.proxy.url);
    expect(JSON.stringify(local)).not.toContain('secret');

    await spendAndRefresh(popup, account);

    await saveAddress(options, `${env.proxy.url}/`);
    await options.waitForText(t('addressUnchanged'));
    await spendAndRefresh(popup, account);

    await saveAddress(options, new URL(env.proxy.url).host);
    await options.waitForText(t('addressInUse', env.proxy.url));
    expect(await options.text()).not.toContain(t('stillInUse', env.proxy.url));
    await options.click('button', t('actionKeepAddress', env.proxy.url));
    expect(await options.valueOf(t('fieldProxyAddress'))).toBe(env.proxy.url);
    expect(await options.text()).not.toContain(t('addressSchemeMissing'));
  });
});

export const optionsPage = suite('options page', BROWSERS, (test) => {
  test('saves another proxy and forgets everything from the old one', async (env, context) => {
    const port = await freePort();
    const second = await openServers({ proxyPort: port, publicUrl: `http://127.0.0.1:${port}` });
    context.onTestFinished(() => second.close());
    const { account, popup } = await openWithNewSession(env);
    const cookies = await sessionCookies(env);
    const options = await env.browser.openOptionsPage();
    await env.browser.preapproveHost('http://127.0.0.1/*');

    await saveAddress(options, second.proxy.url);
    await options.waitForText(t('addressSaved'));
    expect(await options.text()).toContain(second.platform.url);
    await popup.waitForText(t('titleSignedOut'));
    const { local } = await env.browser.storage();
    expect(local.proxyAddress).toBe(second.proxy.url);
    expect(JSON.stringify(local)).not.toContain(account.username);
    await showsBadge(env, { text: '' });
    expect(await readWithCookies(env, cookies)).toMatchObject({ status: 401 });

    const toOldProxy = () =>
      env.browser.responses().filter(({ url }) => url.startsWith(env.proxy.url));
    const before = toOldProxy().length;
    expect(toOldProxy().at(-1)).toMatchObject({ method: 'POST', status: 204 });
    const other = createUser(second, { username: 'eve', usedQuota: 0 });
    await signIn({ ...env, ...second }, popup, other);
    await signOut(popup);
    expect(toOldProxy()).toHaveLength(before);
  });
});
