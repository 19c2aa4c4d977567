import { LOGIN_ERRORS } from '../../../shared/login-outcomes.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { openSignedIn } from '../../support/user/user-actions.ts';
import type { Capture } from '../capture.ts';
import { screenPath, type Variant } from '../variants.ts';

const WELCOME_WIDTH = 900;

/** The width of the sign-in window. */
const WINDOW_WIDTH = 480;

const SIGNED_OUT_REFUSED = {
  phase: 'signed_out',
  signInError: { kind: 'session_not_kept', at: Date.now() },
  problem: null,
} as const;

/** Takes the pages of the proxy, and the welcome page before, during and after a sign-in. Leaves nobody signed in. */
export async function takePageScreens(
  environment: TestEnvironment,
  variant: Variant,
  folder: string,
  capture: Capture,
): Promise<void> {
  const { browser, platform, proxy } = environment;
  const { t } = variant;
  const outcomes = ['login=success', ...LOGIN_ERRORS.map((code) => `error=${code}`)];
  for (const query of ['', ...outcomes]) {
    const page = await browser.openPage(`${proxy.url}/${query && `?${query}`}`);
    const state = query ? query.split('=')[1] : 'home';
    await capture(page, WINDOW_WIDTH, screenPath(folder, variant, `proxy-${state}`));
    await page.close();
  }

  const welcome = await browser.openExtensionPage('/welcome.html');
  await welcome.waitFor('button', t('actionSignIn'));
  const take = (state: string) =>
    capture(welcome, WELCOME_WIDTH, screenPath(folder, variant, `welcome${state}`));
  await take('');
  await browser.store({ account: SIGNED_OUT_REFUSED });
  await welcome.waitForText(t('titleSessionNotKept'));
  await take('-refused');
  await browser.store({ account: { ...SIGNED_OUT_REFUSED, signInError: null } });
  await welcome.click('button', t('actionChangeAddress'));
  await welcome.waitForText(t('actionCancel'));
  await take('-address');
  const popup = await openSignedIn(environment, platform.users.get('demo'), t);
  await popup.close();
  await welcome.reload();
  await welcome.waitForText(t('updatedNow'));
  await take('-signed-in');
  await welcome.close();
  await environment.reset();
}
