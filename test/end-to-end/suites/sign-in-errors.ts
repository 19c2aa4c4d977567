import { expect } from 'vitest';
import { type MessageKeys, showsMessage } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import {
  createUser,
  openLoginWindow,
  openSignedOut,
  submitLogin,
} from '../../support/user/user-actions.ts';
import { BROWSERS, suite } from '../suite.ts';

/** Errors that the proxy finds in the query of its callback. */
const CALLBACK_ERRORS: Readonly<Record<string, [query: string, message: MessageKeys]>> = {
  missing_parameters: ['', ['titleMissingParameters', 'textMissingParameters']],
  invalid_state: ['?code=a&state=b', ['titleInvalidState', 'textInvalidState']],
};

/** Errors that the platform redirects with (RFC 6749 section 4.1.2.1). */
const PLATFORM_ERRORS: Readonly<Record<string, MessageKeys>> = {
  access_denied: ['titleAccessDenied', 'textAccessDenied'],
  server_error: ['titleServerError', 'textServerError'],
  temporarily_unavailable: ['titleTemporarilyUnavailable', 'textTemporarilyUnavailable'],
  invalid_request: ['titleProxyNotAccepted', 'textProxyNotAccepted'],
};

/** In one browser: the messages come from a table, and the next suite shows how they reach the popup in each. */
export const signInMessages = suite('sign-in errors', ['chromium'], (test) => {
  test('each error redirect of the platform has its own message', async (env) => {
    const popup = await openSignedOut(env);
    const texts = new Set<string>();
    for (const [code, message] of Object.entries(PLATFORM_ERRORS)) {
      env.platform.redirectError(code);
      await popup.click('button', t('actionSignIn'));
      await env.browser.waitForView((url) => url === `${env.proxy.url}/?error=${code}`);
      texts.add(await showsMessage(popup, message, code));
      expect(await popup.isEnabled('button', t('actionSignIn'))).toBe(true);
    }
    expect(texts.size).toBe(Object.keys(PLATFORM_ERRORS).length);
  });

  test('each error in the callback request has its own message', async (env) => {
    const popup = await openSignedOut(env);
    for (const [code, [query, message]] of Object.entries(CALLBACK_ERRORS)) {
      const login = await openLoginWindow(env, popup);
      await login.goTo(`${env.proxy.url}/oauth/callback${query}`);
      await login.waitForUrl((url) => url === `${env.proxy.url}/?error=${code}`);
      await showsMessage(popup, message, code);
    }
  });
});

export const signInErrors = suite('sign-in errors', BROWSERS, (test) => {
  test('a failed code exchange is reported, and the next sign-in works', async (env) => {
    const account = createUser(env);
    const popup = await openSignedOut(env);

    env.platform.misbehave('token', { status: 503 }, { times: 1 });
    await submitLogin(await openLoginWindow(env, popup), account);
    await showsMessage(popup, ['titleTemporarilyUnavailable', 'textTemporarilyUnavailable']);

    env.platform.misbehave('token', { status: 200, body: 'no token at all' }, { times: 1 });
    await popup.click('button', t('actionSignIn'));
    await showsMessage(popup, ['titleServerError', 'textServerError']);

    await popup.click('button', t('actionSignIn'));
    await popup.waitForText(account.username);
  });
});
