import type { AccountState } from '../../../extension/domain/account-state.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { openLoginWindow, openSignedOut, submitLogin } from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import { type Capture, POPUP_WIDTH } from '../capture.ts';
import { screenPath, type Variant } from '../variants.ts';
import { takeAccountScreens } from './accounts.ts';
import { takeSignedInScreens } from './signed-in.ts';
import { storedStates } from './states.ts';

/** Takes the popup in every state. Signs in for the state of a signed-in user. */
export async function takePopupScreens(
  environment: TestEnvironment,
  variant: Variant,
  folder: string,
  capture: Capture,
): Promise<void> {
  const { browser, platform } = environment;
  const { t } = variant;
  const user = platform.users.get('demo');
  user.quota = 500_000;
  user.usedQuota = 371_580;

  const first = await openSignedOut(environment, t);
  const take = (state: string, view = popup) =>
    capture(view, POPUP_WIDTH, screenPath(folder, variant, state));
  await take('signed-out', first);
  const login = await openLoginWindow(environment, first, t);
  const popup = await browser.openPopup();
  await popup.waitForText(t('titleSigningIn'));
  await take('signing-in');
  await submitLogin(login, user, t);
  await login.waitUntilClosed();
  await popup.waitForText(user.balanceFormatted);
  await take('balance');
  await takeSignedInScreens(environment, variant, popup, take);
  await takeAccountScreens(environment, variant, popup, take);

  const { account } = (await browser.storage()).local.account as AccountState & {
    phase: 'signed_in';
  };
  for (const [name, state, shows] of storedStates(account, Date.now())) {
    const balance = 'account' in state ? state.account.balance_formatted : null;
    // A response would replace the skeleton at once.
    const held = Promise.withResolvers<void>();
    if (name === 'unknown') platform.misbehave('userinfo', { gate: held.promise });
    await until(`the popup to show: ${t(shows)}`, async () => {
      // Stored again, because an automatic refresh may replace it.
      await browser.store({ account: state });
      const shown = () => document.getElementById('balance')?.textContent ?? null;
      return (await popup.text()).includes(t(shows)) && (await popup.evaluate(shown)) === balance;
    });
    await take(name);
    platform.misbehave('userinfo', null);
    held.resolve();
  }
  const signedOut = { phase: 'signed_out', signInError: null, problem: null };
  await browser.store({ account: signedOut, signedInBefore: true });
  await popup.waitForText(t('signedOutRemark'));
  await take('signed-out-again');
  await first.close();
  await popup.close();
}
