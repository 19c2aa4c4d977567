import type { AccountState } from '../../../extension/domain/account-state.ts';
import type { View } from '../../support/browsers/view.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { openLogin, openSignedOut, sendForm } from '../../support/person/person.ts';
import { until } from '../../support/waiting/until.ts';
import { type Look, screenPath } from '../looks.ts';
import { POPUP_WIDTH, photographWhole } from '../photograph.ts';
import { takeEverydayScreens, takeWelcomeScreen } from './everyday.ts';
import { storedStates } from './states.ts';

/** Takes the popup in every state, the one in which somebody is signed in by really signing in. */
export async function takePopupScreens(
  world: TestEnvironment,
  look: Look,
  folder: string,
): Promise<void> {
  const { browser, platform } = world;
  const { say } = look;
  const user = platform.users.get('demo');
  user.quota = 200_000;
  user.usedQuota = 71_580;

  await takeWelcomeScreen(world, look, folder);
  const first = await openSignedOut(world, say);
  const take = (state: string, of = popup) => {
    return photographWhole(of, POPUP_WIDTH, screenPath(folder, look, state));
  };
  await take('signed-out', first);
  const login = await openLogin(world, first, say);
  // Another popup than the one that was clicked in, where a button looks as under the pointer.
  const popup = await browser.openPopup();
  await popup.waitForText(say('titleSigningIn'));
  await take('signing-in');
  await sendForm(login, user, say);
  await login.waitUntilClosed();
  await popup.waitForText(user.balanceFormatted);
  await take('balance');
  await takeEverydayScreens(world, look, popup, take);

  for (const { name, state, shows } of storedStates(await accountIn(world), Date.now())) {
    await browser.store({ account: state });
    await showsState(popup, state, say(shows));
    await take(name);
  }
  const signedOut = { phase: 'signed_out', signInError: null, problem: null };
  await browser.store({ account: signedOut, signedInBefore: true });
  await popup.waitForText(say('signedOutRemark'));
  await take('signed-out-again');
  await first.close();
  await popup.close();
}

async function accountIn({ browser }: TestEnvironment) {
  const { local } = await browser.storage();
  const state = local.account as AccountState;
  if (state.phase !== 'signed_in') throw new Error('Nobody is signed in.');
  return state.account;
}

/** Waits for the state's words, and for its balance or the absence of any. */
async function showsState(popup: View, state: AccountState, words: string): Promise<void> {
  const balance = 'account' in state ? state.account.balance_formatted : null;
  await until(`the popup to show: ${words}`, async () => {
    const text = await popup.text();
    const shown = await popup.evaluate(
      () => document.getElementById('balance')?.textContent ?? null,
    );
    return text.includes(words) && shown === balance;
  });
}
