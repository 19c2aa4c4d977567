import { expect, test } from 'vitest';
import type { View } from '../../support/browsers/view.ts';
import { openServers } from '../../support/environment/servers.ts';
import {
  openWithSession,
  reads,
  showsBadge,
  showsBalance,
  signIn,
  someone,
  type Words,
} from '../../support/person/person.ts';
import { sayEnglish as say } from '../../support/person/words.ts';
import { freePort } from '../../support/ports/free-port.ts';
import { serve } from '../other-server.ts';
import { readWithCookies, sessionCookies } from '../session-cookie.ts';
import { topic } from '../topic.ts';

export const settingsPage = topic('the settings', (theWorld) => {
  async function save(settings: View, address: string): Promise<void> {
    await settings.fill(say('fieldProxyAddress'), address);
    await settings.click('button', say('actionSave'));
  }

  test('an address that is none of a proxy is refused with the reason, and the old one stays', async (context) => {
    const world = theWorld();
    const { browser, proxy } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);
    await popup.click('button', say('actionSettings'));
    const settings = await browser.waitForView((url) => url.endsWith('/options.html'));
    expect(await settings.valueOf(say('fieldProxyAddress'))).toBe(proxy.url);
    const nobody = `http://localhost:${await freePort()}`;
    const another = `http://localhost:${await serve(context, '<h1>It works!</h1>')}`;
    const refused: readonly (readonly [address: string, words: Words, gap?: string])[] = [
      ['not a web address', ['addressNotAnAddress', 'addressNotAnAddressText']],
      ['ftp://localhost', ['addressNotAnAddress', 'addressNotAnAddressText']],
      ['localhost:8787', ['addressSchemeMissing', 'addressSchemeMissingText']],
      ['http://balance.example.com', ['addressHttpsNeeded', 'addressHttpsNeededText']],
      ['http:/localhost:8787', ['addressMisspelled', 'addressMisspelledText']],
      ['https://me:secret@localhost', ['addressCredentials', 'addressCredentialsText']],
      [`${proxy.url}/balance/`, ['addressPathNotUsed', 'addressPathNotUsedText']],
      [nobody, ['titleUnreachable', 'sentenceUnreachable'], nobody],
      [another, ['titleSomethingElse', 'sentenceSomethingElse'], another],
    ];
    for (const [address, words, gap = ''] of refused) {
      await save(settings, address);
      await reads(settings, words, gap);
      expect(await settings.text(), address).toContain(say('addressKept', proxy.url));
      await settings.reload();
    }
    const { local } = await browser.storage();
    expect(local.proxyAddress ?? proxy.url).toBe(proxy.url);
    expect(JSON.stringify(local)).not.toContain('secret');

    account.spend(1_000);
    await popup.click('button', say('actionRefresh'));
    await showsBalance(popup, '749.00');

    await save(settings, `${proxy.url}/`);
    await settings.waitForText(say('addressUnchanged'));
    account.spend(1_000);
    await popup.click('button', say('actionRefresh'));
    await showsBalance(popup, '748.00');
  });

  test('a better address is offered, and taken at a click', async () => {
    const { browser, proxy } = theWorld();
    const settings = await browser.openSettings();
    await save(settings, new URL(proxy.url).host);

    await settings.click('button', say('actionUseSuggestion', proxy.url));

    await settings.waitForText(say('addressUnchanged'));
    expect(await settings.valueOf(say('fieldProxyAddress'))).toBe(proxy.url);
  });

  test('the address of another proxy is saved, and all that came from the old one forgotten', async (context) => {
    const port = await freePort();
    const second = await openServers({ proxyPort: port, publicUrl: `http://127.0.0.1:${port}` });
    context.onTestFinished(() => second.close());
    const world = theWorld();
    const { browser, proxy } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);
    const copy = await sessionCookies(world);
    const settings = await browser.openSettings();
    await browser.agreeToHost('http://127.0.0.1/*');

    await save(settings, second.proxy.url);

    await settings.waitForText(say('addressSaved'));
    expect(await settings.text()).toContain(second.platform.url);
    await popup.waitForText(say('titleSignedOut'));
    const { local } = await browser.storage();
    expect(local.proxyAddress).toBe(second.proxy.url);
    expect(JSON.stringify(local)).not.toContain(account.username);
    await showsBadge(world, { text: '' });
    expect(await readWithCookies(world, copy)).toMatchObject({ status: 401 });

    const toOld = () => browser.responses().filter(({ url }) => url.startsWith(proxy.url));
    const before = toOld().length;
    expect(toOld().at(-1)).toMatchObject({ method: 'POST', status: 204 });
    const other = someone(second, { username: 'eve', usedQuota: 0 });
    await signIn({ ...world, ...second }, popup, other);
    await popup.click('button', say('actionSignOut'));
    await popup.waitForText(say('titleSignedOut'));
    expect(toOld()).toHaveLength(before);
  });
});
