import { expect, test } from 'vitest';
import type { View } from '../../support/browsers/view.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import {
  openLogin,
  openSignedOut,
  reads,
  sendForm,
  someone,
  type Words,
} from '../../support/person/person.ts';
import { sayEnglish as say } from '../../support/person/words.ts';
import { topic } from '../topic.ts';

/** Ends the sign-in of which `login` is the window, each in its own way. */
const ENDS: Readonly<
  Record<string, { words: Words; end: (login: View, world: TestEnvironment) => Promise<void> }>
> = {
  missing_parameters: {
    words: ['titleMissingParameters', 'sentenceMissingParameters'],
    end: (login, { proxy }) => login.goTo(`${proxy.url}/oauth/callback`),
  },
  invalid_state: {
    words: ['titleInvalidState', 'sentenceInvalidState'],
    end: (login, { proxy }) => login.goTo(`${proxy.url}/oauth/callback?code=a&state=b`),
  },
};

const FROM_THE_PLATFORM: Readonly<Record<string, Words>> = {
  access_denied: ['titleAccessDenied', 'sentenceAccessDenied'],
  server_error: ['titleServerError', 'sentenceServerError'],
  temporarily_unavailable: ['titleTemporarilyUnavailable', 'sentenceTemporarilyUnavailable'],
  invalid_request: ['titleProxyNotAccepted', 'sentenceProxyNotAccepted'],
  unauthorized_client: ['titleProxyNotAccepted', 'sentenceProxyNotAccepted'],
  unsupported_response_type: ['titleProxyNotAccepted', 'sentenceProxyNotAccepted'],
  invalid_scope: ['titleProxyNotAccepted', 'sentenceProxyNotAccepted'],
};

export const callbackErrors = topic('a sign-in that goes wrong', (theWorld) => {
  test('each error that the platform redirects with has a sentence of its own', async () => {
    const world = theWorld();
    const popup = await openSignedOut(world);
    const told = new Set<string>();
    for (const [code, words] of Object.entries(FROM_THE_PLATFORM)) {
      world.platform.redirectError(code);
      await popup.click('button', say('actionSignIn'));
      await world.browser.waitForView((url) => url === `${world.proxy.url}/?error=${code}`);
      told.add(await reads(popup, words, code));
      expect(await popup.isEnabled('button', say('actionSignIn'))).toBe(true);
    }
    expect(told.size).toBe(Object.keys(FROM_THE_PLATFORM).length);
  });

  test('what the proxy finds wrong with the way back has sentences of its own', async () => {
    const world = theWorld();
    const popup = await openSignedOut(world);
    for (const [code, { words, end }] of Object.entries(ENDS)) {
      const login = await openLogin(world, popup);
      await end(login, world);
      await login.waitForUrl((url) => url === `${world.proxy.url}/?error=${code}`);
      await reads(popup, words, code);
    }
  });

  test('what becomes of the code at the platform is told, and the next sign-in works', async () => {
    const world = theWorld();
    const { platform } = world;
    const account = someone(world);
    const popup = await openSignedOut(world);

    platform.misbehave('token', { status: 503 }, { times: 1 });
    await sendForm(await openLogin(world, popup), account);
    await reads(popup, ['titleTemporarilyUnavailable', 'sentenceTemporarilyUnavailable']);

    platform.misbehave('token', { status: 200, body: 'no token at all' }, { times: 1 });
    await popup.click('button', say('actionSignIn'));
    await reads(popup, ['titleServerError', 'sentenceServerError']);

    await popup.click('button', say('actionSignIn'));
    await popup.waitForText(account.username);
  });
});
