import type { View } from '../browsers/view.ts';
import type { TestEnvironment } from '../environment/test-environment.ts';
import type { NewAccount } from '../fake-platform/accounts.ts';
import { chinese } from '../fake-platform/pages/messages-chinese.ts';
import { english } from '../fake-platform/pages/messages-english.ts';
import type { Account } from '../fake-platform/platform.ts';
import { showsBalance } from './assertions.ts';
import { type Translate, tChinese, tEnglish } from './messages.ts';

/** Three digits, so that no name contains another one. */
let created = 100;

/** Creates a user on the platform that no other test uses. */
export function createUser(
  { platform }: Pick<TestEnvironment, 'platform'>,
  account: Partial<NewAccount> = {},
): Account {
  const username = `ada${++created}`;
  const quota = 1_000_000;
  return platform.users.add({ username, password: '7', quota, usedQuota: 250_000, ...account });
}

/** Opens the popup while nobody is signed in. */
export async function openSignedOut(
  { browser }: TestEnvironment,
  t: Translate = tEnglish,
): Promise<View> {
  const popup = await browser.openPopup();
  await popup.waitFor('button', t('actionSignIn'));
  return popup;
}

/** Clicks "Sign in" and waits for the login form of the platform. */
export async function openLoginWindow(
  { browser, platform }: TestEnvironment,
  popup: View,
  t: Translate = tEnglish,
): Promise<View> {
  await popup.click('button', t('actionSignIn'));
  const login = await browser.waitForView((url) => url.startsWith(`${platform.url}/login`));
  await login.waitFor('button', platformTexts(t).logIn);
  return login;
}

/** Fills in and submits the login form of the platform. */
export async function submitLogin(
  login: View,
  { username, password }: Account,
  t: Translate = tEnglish,
): Promise<void> {
  const texts = platformTexts(t);
  await login.fill(texts.username, username);
  await login.fill(texts.password, password);
  await login.click('button', texts.logIn);
}

/** Signs in through the login window and waits until the popup shows the balance. */
export async function signIn(
  environment: TestEnvironment,
  popup: View,
  account: Account,
  t: Translate = tEnglish,
): Promise<void> {
  const login = await openLoginWindow(environment, popup, t);
  await submitLogin(login, account, t);
  await showsBalance(popup, account.balanceFormatted);
  await login.waitUntilClosed();
}

/** Signs in through the login window, which also leaves the browser signed in at the platform. */
export async function openSignedIn(
  environment: TestEnvironment,
  account: Account,
  t: Translate = tEnglish,
): Promise<View> {
  const popup = await openSignedOut(environment, t);
  await signIn(environment, popup, account, t);
  return popup;
}

/** Uses some of the balance, and waits until the popup shows the rest after a click on its refresh button. */
export async function spendAndRefresh(popup: View, account: Account, units = 1_000): Promise<void> {
  account.spend(units);
  await popup.click('button', tEnglish('actionRefresh'));
  await showsBalance(popup, account.balanceFormatted);
}

export async function signOut(popup: View, t: Translate = tEnglish): Promise<void> {
  await popup.click('button', t('actionSignOut'));
  await popup.waitForText(t('titleSignedOut'));
}

/** Enters an address on the options page and saves it. */
export async function saveAddress(
  options: View,
  address: string,
  t: Translate = tEnglish,
): Promise<void> {
  await options.fill(t('fieldProxyAddress'), address);
  await options.click('button', t('actionSave'));
}

/** Revokes the authorization at the platform and refreshes the balance. */
export async function endSession(
  { browser, platform }: TestEnvironment,
  popup: View,
  { username }: Account,
): Promise<void> {
  // A pending request would notice the end of the session and remove the button before the click.
  await browser.stopWorker();
  platform.revoke(username);
  await popup.click('button', tEnglish('actionRefresh')).catch(async (error: unknown) => {
    // So would a background refresh.
    if (!(await popup.text()).includes(tEnglish('titleSessionEnded'))) throw error;
  });
}

/** The texts of the platform pages in the language of the extension. */
export function platformTexts(t: Translate) {
  return t === tChinese ? chinese : english;
}
