import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BADGE_COLOURS } from '../../../extension/background/badge/badge.ts';
import {
  openWithSession,
  reads,
  showsBadge,
  showsBalance,
  someone,
  type Words,
} from '../../support/person/person.ts';
import { type MessageKey, sayEnglish as say } from '../../support/person/words.ts';
import { ProxyProcess } from '../../support/proxy-process/proxy-process.ts';
import { type FixedResponse, serve, serveBy } from '../other-server.ts';
import { readWithCookies, sessionCookies } from '../session-cookie.ts';
import { timeOfBalance } from '../time-of-balance.ts';
import { topic } from '../topic.ts';

const ANOTHER_EXTENSION = `chrome-extension://${'a'.repeat(32)}`;

const UNREACHABLE = ['titleUnreachable', 'sentenceUnreachable'] as const;

export const proxyTrouble = topic('trouble with the proxy', (theWorld) => {
  test('a proxy that is down leaves the balance with its time, and back again it goes on', async () => {
    const world = theWorld();
    const { browser, proxy } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);

    await proxy.stop('SIGKILL');
    account.spend(1_000);
    await popup.click('button', say('actionRefresh'));

    await reads(popup, UNREACHABLE, proxy.url);
    await showsBalance(popup, '750.00');
    const time = await timeOfBalance(world);
    expect(await popup.text()).toContain(say('asOf', time));
    const badge = await showsBadge(world, { text: '750', color: BADGE_COLOURS.problem });
    expect(badge.title).toContain(say('badgeBalance', '750.00', time));
    expect(badge.title).toContain(say('titleUnreachable'));

    await popup.close();
    await proxy.start();
    const opened = await browser.openPopup();

    await showsBalance(opened, '749.00');
    expect(await opened.waitForText(say('updatedNow'))).not.toContain(say('titleUnreachable'));
    await showsBadge(world, { text: '749', color: BADGE_COLOURS.calm });
  });

  test('a proxy that is down from the beginning is told, and tried again at a click', async () => {
    const world = theWorld();
    await world.proxy.stop('SIGKILL');
    await world.browser.reset();
    const popup = await world.browser.openPopup();
    await reads(popup, UNREACHABLE, world.proxy.url);

    await world.proxy.start();
    await popup.click('button', say('actionTryAgain'));

    await popup.waitForText(say('titleSignedOut'));
  });

  test('a sign-out that the proxy did not hear of is no sign-out', async () => {
    const world = theWorld();
    const account = someone(world);
    const popup = await openWithSession(world, account);
    const copy = await sessionCookies(world);

    await world.proxy.stop('SIGKILL');
    await popup.click('button', say('actionSignOut'));
    await reads(popup, ['titleSignOutFailed', 'sentenceSignOutFailed']);
    await showsBalance(popup, account.balanceFormatted);

    await world.proxy.start();
    expect(await readWithCookies(world, copy)).toMatchObject({ status: 200 });
    await popup.click('button', say('actionSignOut'));
    await popup.waitForText(say('titleSignedOut'));
    expect(await readWithCookies(world, copy)).toMatchObject({ status: 401 });
  });

  test('EXTENSION_ORIGINS keeps an extension that it does not name from signing out, and from nothing else; with its name it may', async (context) => {
    const { app, browser, platform, proxy, proxyPort } = theWorld();
    const account = someone({ platform });
    const folder = mkdtempSync(join(tmpdir(), 'balance-companion-origins-'));
    context.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    // Before the change of the setting and after it, the sessions are in one place.
    const proxyWith = async (origins: string) => {
      const started = await ProxyProcess.start({
        port: proxyPort,
        publicUrl: proxy.url,
        platformUrl: platform.url,
        clientId: app.clientId,
        clientSecret: app.clientSecret,
        settings: {
          EXTENSION_ORIGINS: origins,
          USERINFO_MAX_AGE: '0',
          DATA_DIR: folder,
        },
      });
      context.onTestFinished(() => started.close());
      return started;
    };
    await proxy.stop();
    const strict = await proxyWith(ANOTHER_EXTENSION);
    const popup = await openWithSession(theWorld(), account);
    account.spend(1_000);
    await popup.click('button', say('actionRefresh'));
    await showsBalance(popup, '749.00');

    await popup.click('button', say('actionSignOut'));
    await reads(popup, ['titleSignOutFailed', 'sentenceRefused'], browser.extensionOrigin);
    await showsBalance(popup, '749.00');

    await strict.stop();
    await proxyWith(`${ANOTHER_EXTENSION},${browser.extensionOrigin}`);
    await popup.click('button', say('actionSignOut'));
    await popup.waitForText(say('titleSignedOut'));
  });

  test('an answer that is not of a proxy of ours is told, with the way to the settings', async (context) => {
    const world = theWorld();
    const { browser, proxy, proxyPort } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);

    await proxy.stop('SIGKILL');
    await serve(context, '{"balance": "1000000.00"}', { port: proxyPort });
    await popup.click('button', say('actionRefresh'));

    await reads(popup, ['titleSomethingElse', 'sentenceSomethingElse'], proxy.url);
    await showsBalance(popup, account.balanceFormatted);
    await showsBadge(world, { text: '750', color: BADGE_COLOURS.problem });
    await popup.click('button', say('actionCheckAddress'));
    const settings = await browser.waitForView((url) => url.endsWith('/options.html'));
    expect(await settings.valueOf(say('fieldProxyAddress'))).toBe(proxy.url);
  });

  const inPlaceOfTheProxy: readonly [Words, MessageKey, FixedResponse][] = [
    [
      ['titleIntercepted', 'sentenceIntercepted'],
      'actionOpenTab',
      { body: '', status: 302, headers: { location: 'http://127.0.0.1:9/login' } },
    ],
    [
      ['titleProxyDown', 'sentenceProxyDown'],
      'actionRefresh',
      { body: '<title>502 Bad Gateway</title><hr><center>nginx</center>', status: 502 },
    ],
    [
      ['titleTooManyCookies', 'sentenceTooManyCookies'],
      'actionRefresh',
      { body: '<title>400 Request Header Or Cookie Too Large</title>', status: 400 },
    ],
  ];

  test('a redirect, a web server alone and too many cookies are named in the popup and in the settings', async (context) => {
    const world = theWorld();
    const { browser, proxy, proxyPort } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);
    await proxy.stop('SIGKILL');
    let response: FixedResponse = { body: '' };
    await serveBy(context, () => response, proxyPort);
    const settings = await browser.openSettings();

    for (const [words, action, next] of inPlaceOfTheProxy) {
      response = next;
      await popup.click('button', say('actionRefresh'));
      await reads(popup, words, proxy.url);
      await showsBalance(popup, account.balanceFormatted);
      expect(await popup.isEnabled('button', say(action))).toBe(true);
      await settings.click('button', say('actionSave'));
      await reads(settings, words, proxy.url);
    }
  });

  test('a host permission taken back is told, and the balance is aged until it is there again', async () => {
    const world = theWorld();
    const { browser, proxy } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);

    await browser.withdrawHost('http://localhost/*');

    await reads(popup, ['titlePermissionMissing', 'sentencePermissionMissing'], proxy.url);
    await showsBalance(popup, account.balanceFormatted);
    expect(await popup.text()).toContain(say('asOf', await timeOfBalance(world)));
    expect(await popup.isEnabled('button', say('actionAllow'))).toBe(true);
    await showsBadge(world, { color: BADGE_COLOURS.problem });

    await browser.grantHost('http://localhost/*');

    await popup.waitForText(say('updatedNow'));
    await showsBadge(world, { text: '750', color: BADGE_COLOURS.calm });
  });

  test('a host permission that is missing is asked for by a button', async () => {
    const { browser, proxyPort } = theWorld();
    const address = `http://127.0.0.1:${proxyPort}`;
    await browser.store({ proxyAddress: address });
    const popup = await browser.openPopup();
    await reads(popup, ['titlePermissionMissing', 'sentencePermissionMissing'], address);

    await browser.agreeToHost('http://127.0.0.1/*');
    await popup.click('button', say('actionAllow'));

    await popup.waitForText(say('titleSignedOut'));
    expect(await browser.grantedHosts()).toContain('http://127.0.0.1/*');
  });
});
