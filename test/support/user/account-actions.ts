import type { Item, View } from '../browsers/view.ts';
import type { TestEnvironment } from '../environment/test-environment.ts';
import { english } from '../fake-platform/pages/messages-english.ts';
import type { Account } from '../fake-platform/platform.ts';
import { until } from '../waiting/until.ts';
import { showsBalance } from './assertions.ts';
import { tEnglish as t } from './messages.ts';
import { submitLogin } from './user-actions.ts';

/** Reads the rows of the account menu, which it opens and closes. */
export async function readAccountMenu(popup: View): Promise<Item[]> {
  await popup.click('button', t('actionAccounts'));
  const rows = await until('the account menu', async () => {
    const items = await popup.items('menuitemradio');
    return items.length > 0 && items;
  });
  await popup.page.keyboard.press('Escape');
  await waitUntilClosed(popup);
  return rows;
}

async function waitUntilClosed(popup: View): Promise<void> {
  await until('the account menu to close', async () => (await popup.items('menu')).length === 0);
}

/** Switches to the account whose row in the account menu contains this name. */
export async function switchAccount(popup: View, name: string): Promise<void> {
  await popup.click('button', t('actionAccounts'));
  await popup.clickItem('menuitemradio', name);
  await waitUntilClosed(popup);
}

/** Begins to add an account and waits for the screen that offers the sign-in. */
export async function beginToAddAccount(popup: View): Promise<void> {
  await popup.click('button', t('actionAccounts'));
  await popup.clickItem('menuitem', t('actionAddAccount'));
  await popup.waitFor('button', t('actionAnotherProxy'));
}

/** Adds an account at the proxy of the active one. */
export async function addAccount(
  environment: TestEnvironment,
  popup: View,
  account: Account,
): Promise<void> {
  await beginToAddAccount(popup);
  await signInAsAnother(environment, popup, account);
  await showsBalance(popup, account.balanceFormatted);
}

/**
 * Clicks "Sign in" where the platform asks who signs in, logs in as this user in place of any other, and
 * allows it.
 */
export async function signInAsAnother(
  { browser, platform }: TestEnvironment,
  popup: View,
  account: Account,
): Promise<void> {
  await popup.click('button', t('actionSignIn'));
  const isPage = (url: string) =>
    [`${platform.url}/consent`, `${platform.url}/login`].some((page) => url.startsWith(page));
  const window = await browser.waitForView(isPage);
  if ((await window.url()).startsWith(`${platform.url}/consent`)) {
    await window.click('button', english.otherAccount);
  }
  await window.waitFor('button', english.logIn);
  await submitLogin(window, account);
  await window.click('button', english.allow);
  await window.waitUntilClosed();
}
