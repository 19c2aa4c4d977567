import { expect } from 'vitest';
import { english as platformTexts } from '../../support/fake-platform/pages/messages-english.ts';
import { showsBadge, showsBalance, showsMessage } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import { sendCommand } from '../../support/user/send-command.ts';
import {
  createUser,
  openLoginWindow,
  openSignedOut,
  signIn,
  submitLogin,
} from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import { BROWSERS, suite } from '../suite.ts';

const CANCELLED = ['titleCancelled', 'textCancelled'] as const;

export const loginWindow = suite('login window', BROWSERS, (test) => {
  test('closing it cancels the sign-in, even while the background is stopped', async (env) => {
    const popup = await openSignedOut(env);
    const login = await openLoginWindow(env, popup);
    await popup.waitForText(t('textSigningIn'));

    await login.close();
    await showsMessage(popup, CANCELLED);
    await until('the stored login to be removed', async () => {
      return !(await env.browser.storage()).session.login;
    });

    const again = await openLoginWindow(env, popup);
    await popup.waitForText(t('textSigningIn'));
    await env.browser.stopWorker();
    await again.close();
    await popup.waitForText(t('titleCancelled'));

    await signIn(env, popup, createUser(env));
  });

  test('several clicks open one window', async (env) => {
    const account = createUser(env);
    const popup = await openSignedOut(env);

    await popup.click('button', t('actionSignIn'), 2);
    const login = await env.browser.waitForView((url) =>
      url.startsWith(`${env.platform.url}/login`),
    );
    await popup.click('button', t('actionSignIn'));
    await submitLogin(login, account);
    await showsBalance(popup, account.balanceFormatted);
    await login.waitUntilClosed();

    // The background handles clicks one after the other, so a second window would have sent its request by now.
    expect(env.platform.requestsTo('authorize')).toHaveLength(1);
    expect(await env.browser.views()).toHaveLength(1);
  });

  test('completes the sign-in without popup and running background', async (env) => {
    const account = createUser(env);
    const popup = await openSignedOut(env);
    const login = await openLoginWindow(env, popup);
    await until('the login to be stored', async () => (await env.browser.storage()).session.login);

    await popup.close();
    await env.browser.stopWorker();
    await submitLogin(login, account);
    await login.waitUntilClosed();

    await showsBadge(env, { text: '750' });
    const opened = await env.browser.openPopup();
    await showsBalance(opened, account.balanceFormatted);
    expect(await opened.text()).toContain(account.username);
  });

  test('another user can sign in while the platform knows the first', async (env) => {
    const [first, second] = [createUser(env), createUser(env, { quota: 2_000_000 })];
    const popup = await openSignedOut(env);
    expect(await popup.text()).not.toContain(t('signedOutRemark'));
    await signIn(env, popup, first);
    await popup.click('button', t('actionSignOut'));
    await popup.waitForText(t('signedOutRemark'));

    await popup.click('button', t('actionUseAnother'));
    const consent = await env.browser.waitForView((url) =>
      url.startsWith(`${env.platform.url}/consent`),
    );
    await consent.click('button', platformTexts.otherAccount);
    await consent.waitFor('button', platformTexts.logIn);
    await submitLogin(consent, second);
    await consent.click('button', platformTexts.allow);
    await showsBalance(popup, second.balanceFormatted);
    expect(await popup.text()).toContain(second.username);
    await consent.waitUntilClosed();
  });

  test('is reused by the next sign-in if it could not reach the proxy', async (env) => {
    const account = createUser(env);
    const popup = await openSignedOut(env);
    // A refresh that meets the stopped proxy makes the popup offer to try again instead. One is in flight, and a click
    // would start another one.
    await sendCommand(popup, { type: 'refresh' });
    await env.proxy.stop('SIGKILL');
    await sendCommand(popup, { type: 'sign_in' });
    await popup.waitForText(t('textSigningIn'));
    const { tabId } = (await env.browser.storage()).session.login as { tabId: number };

    await env.proxy.start();
    const isLogin = (url: string) => url.startsWith(`${env.platform.url}/login`);
    const login = await until('the login form of the platform', async () => {
      await popup.click('button', t('actionSignIn'));
      return env.browser.waitForView(isLogin, 1_000).catch(() => undefined);
    });

    expect((await env.browser.storage()).session.login).toMatchObject({ tabId });
    expect(await env.browser.views()).toHaveLength(2);
    await submitLogin(login, account);
    await showsBalance(popup, account.balanceFormatted);
    await until('the window to close', async () => (await env.browser.views()).length === 1);
  });
});

const ISOLATED = ['titleSessionIsolated', 'textSessionIsolated'] as const;

export const isolatedCookies = suite('cookies that Firefox isolates', ['firefox'], (test) => {
  test('first-party isolation is reported; without it the next sign-in works', async (env, context) => {
    const isolation = env.browser.isolation();
    context.onTestFinished(() => isolation.byFirstParty(false));
    const account = createUser(env);
    await isolation.byFirstParty(true);
    const popup = await openSignedOut(env);
    const login = await openLoginWindow(env, popup);

    await submitLogin(login, account);
    await showsMessage(popup, ISOLATED, env.proxy.url);
    await isolation.byFirstParty(false);
    await signIn(env, popup, account);
  });

  test('a container tab that replaces the window is reported', async (env) => {
    const popup = await openSignedOut(env);
    await openLoginWindow(env, popup);

    await env.browser.isolation().replaceByContainerTab(`${env.platform.url}/login`);
    await showsMessage(popup, ISOLATED, env.proxy.url);
    await signIn(env, popup, createUser(env));
  });
});
