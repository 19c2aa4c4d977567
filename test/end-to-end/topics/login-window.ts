import { expect, test } from 'vitest';
import { english as platformWords } from '../../support/fake-platform/pages/words-english.ts';
import {
  openLogin,
  openSignedIn,
  openSignedOut,
  openWithSession,
  reads,
  sendForm,
  showsBadge,
  showsBalance,
  signIn,
  someone,
} from '../../support/person/person.ts';
import { sayEnglish as say } from '../../support/person/words.ts';
import { until } from '../../support/waiting/until.ts';
import { topic } from '../topic.ts';

export const loginWindow = topic('the login window', (theWorld) => {
  test('closing it is told as a sign-in that was cancelled, also to a background that was stopped', async () => {
    const world = theWorld();
    const popup = await openSignedOut(world);
    const login = await openLogin(world, popup);
    await popup.waitForText(say('sentenceSigningIn'));

    await login.close();

    await popup.waitForText(say('titleCancelled'));
    await popup.waitForText(say('sentenceCancelled'));
    await until('the login to be forgotten', async () => {
      return !(await world.browser.storage()).session.login;
    });

    const again = await openLogin(world, popup);
    await popup.waitForText(say('sentenceSigningIn'));
    await world.browser.stopWorker();
    await again.close();
    await popup.waitForText(say('titleCancelled'));

    await signIn(world, popup, someone(world));
  });

  test('declining on the platform is told as such, and the next sign-in works', async () => {
    const world = theWorld();
    const popup = await openSignedOut(world);
    const login = await openLogin(world, popup);

    await login.click('button', platformWords.cancel);

    await popup.waitForText(say('titleAccessDenied'));
    await popup.waitForText(say('sentenceAccessDenied'));
    await signIn(world, popup, someone(world));
    expect(await login.isClosed()).toBe(true);
    expect(await popup.text()).not.toContain(say('titleAccessDenied'));
  });

  test('a double click opens one, and a further click leaves it the only one', async () => {
    const world = theWorld();
    const { browser, platform } = world;
    const account = someone(world);
    const popup = await openSignedOut(world);

    await popup.click('button', say('actionSignIn'), 2);
    const login = await browser.waitForView((url) => url.startsWith(`${platform.url}/login`));
    await popup.click('button', say('actionSignIn'));
    await sendForm(login, account);
    await showsBalance(popup, account.balanceFormatted);
    await login.waitUntilClosed();

    // The background takes clicks in turn, so a second window would have been asked for by now.
    expect(platform.callsTo('authorize')).toHaveLength(1);
    expect(await browser.views()).toHaveLength(1);
  });

  test('a background stopped while it is open completes the sign-in, and no popup is needed for it', async () => {
    const world = theWorld();
    const { browser } = world;
    const account = someone(world);
    const popup = await openSignedOut(world);
    const login = await openLogin(world, popup);
    await until('the login to be kept', async () => (await browser.storage()).session.login);

    await popup.close();
    await browser.stopWorker();
    expect(await browser.workerRuns()).toBe(false);
    await sendForm(login, account);
    await login.waitUntilClosed();

    await showsBadge(world, { text: '750' });
    const opened = await browser.openPopup();
    await showsBalance(opened, account.balanceFormatted);
    expect(await opened.text()).toContain(account.username);
  });

  test('a background stopped before a refresh starts again for it', async () => {
    const world = theWorld();
    const account = someone(world);
    const popup = await openWithSession(world, account);
    account.spend(1_000);

    await world.browser.stopWorker();
    expect(await world.browser.workerRuns()).toBe(false);
    await popup.click('button', say('actionRefresh'));

    await showsBalance(popup, '749.00');
  });

  test('whoever is logged in on the platform signs in again without a form', async () => {
    const world = theWorld();
    const account = someone(world);
    const popup = await openSignedIn(world, account);
    await popup.click('button', say('actionSignOut'));
    await popup.waitForText(say('titleSignedOut'));

    await popup.click('button', say('actionSignIn'));

    await showsBalance(popup, account.balanceFormatted);
    await until('the window to be gone', async () => (await world.browser.views()).length === 1);
  });

  test('somebody else signs in while the platform still knows the first account', async () => {
    const world = theWorld();
    const { browser, platform } = world;
    const [ada, eve] = [someone(world), someone(world, { quota: 2_000_000 })];
    const popup = await openSignedOut(world);
    expect(await popup.text()).not.toContain(say('signedOutRemark'));
    await signIn(world, popup, ada);
    await popup.click('button', say('actionSignOut'));
    await popup.waitForText(say('signedOutRemark'));

    await popup.click('button', say('actionUseAnother'));

    const consent = await browser.waitForView((url) => url.startsWith(`${platform.url}/consent`));
    await consent.click('button', platformWords.otherAccount);
    await consent.waitFor('button', platformWords.logIn);
    await sendForm(consent, eve);
    await consent.click('button', platformWords.allow);
    await showsBalance(popup, eve.balanceFormatted);
    expect(await popup.text()).toContain(eve.username);
    await consent.waitUntilClosed();
  });

  test('a sign-in that did not reach the proxy starts over in the same window once it can', async () => {
    const world = theWorld();
    const { browser, platform, proxy } = world;
    const account = someone(world);
    const popup = await openSignedOut(world);
    await proxy.stop('SIGKILL');
    await popup.click('button', say('actionSignIn'));
    await popup.waitForText(say('sentenceSigningIn'));
    const dead = (await browser.storage()).session.login as { tabId: number };

    await proxy.start();
    const isLogin = (url: string) => url.startsWith(`${platform.url}/login`);
    const login = await until('the platform’s form', async () => {
      await popup.click('button', say('actionSignIn'));
      return browser.waitForView(isLogin, 1_000).catch(() => undefined);
    });

    expect((await browser.storage()).session.login).toMatchObject({ tabId: dead.tabId });
    expect(await browser.views()).toHaveLength(2);
    await sendForm(login, account);
    await showsBalance(popup, account.balanceFormatted);
    await until('the window to be gone', async () => (await browser.views()).length === 1);
  });
});

const ISOLATED = ['titleSessionIsolated', 'sentenceSessionIsolated'] as const;

export const isolatedCookies = topic(
  'cookies that Firefox keeps apart',
  (theWorld) => {
    test('first-party isolation is named, and without it the next sign-in works', async (context) => {
      const world = theWorld();
      const isolation = world.browser.isolation();
      context.onTestFinished(() => isolation.byFirstParty(false));
      const account = someone(world);
      await isolation.byFirstParty(true);
      const popup = await openSignedOut(world);
      const login = await openLogin(world, popup);

      await sendForm(login, account);

      await reads(popup, ISOLATED, world.proxy.url);
      await isolation.byFirstParty(false);
      await signIn(world, popup, account);
    });

    test('a container that takes the place of the window is named', async () => {
      const world = theWorld();
      const popup = await openSignedOut(world);
      await openLogin(world, popup);

      await world.browser.isolation().replaceByContainerTab(`${world.platform.url}/login`);

      await reads(popup, ISOLATED, world.proxy.url);
      await signIn(world, popup, someone(world));
    });
  },
  ['firefox'],
);
