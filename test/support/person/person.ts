import type { Badge } from '../browsers/browser-under-test.ts';
import type { View } from '../browsers/view.ts';
import type { TestEnvironment } from '../environment/test-environment.ts';
import type { NewAccount } from '../fake-platform/accounts.ts';
import { chinese } from '../fake-platform/pages/words-chinese.ts';
import { english } from '../fake-platform/pages/words-english.ts';
import type { Account } from '../fake-platform/platform.ts';
import { Client } from '../proxy/client.ts';
import { until } from '../waiting/until.ts';
import { type MessageKey, type Say, sayChinese, sayEnglish } from './words.ts';

let met = 0;

/** Someone with an account on the platform that no other test has touched. */
export function someone(
  { platform }: Pick<TestEnvironment, 'platform'>,
  account: Partial<NewAccount> = {},
): Account {
  const username = `ada${++met}`;
  const quota = 1_000_000;
  return platform.users.add({ username, password: '7', quota, usedQuota: 250_000, ...account });
}

/** Opens the popup of an extension in which nobody is signed in, and waits until it says so. */
export async function openSignedOut(
  { browser }: TestEnvironment,
  say: Say = sayEnglish,
): Promise<View> {
  const popup = await browser.openPopup();
  await popup.waitFor('button', say('actionSignIn'));
  return popup;
}

/** Clicks on sign-in and gives the window that opens, once it shows the platform's form. */
export async function openLogin(
  { browser, platform }: TestEnvironment,
  popup: View,
  say: Say = sayEnglish,
): Promise<View> {
  await popup.click('button', say('actionSignIn'));
  const login = await browser.waitForView((url) => url.startsWith(`${platform.url}/login`));
  await login.waitFor('button', wordsFor(say).logIn);
  return login;
}

/** Fills in the platform's form and sends it. */
export async function sendForm(
  login: View,
  { username, password }: Account,
  say: Say = sayEnglish,
): Promise<void> {
  const words = wordsFor(say);
  await login.fill(words.username, username);
  await login.fill(words.password, password);
  await login.click('button', words.logIn);
}

/** Signs in by the popup and the platform's form, and waits until all of it is done. */
export async function signIn(
  world: TestEnvironment,
  popup: View,
  account: Account,
  say: Say = sayEnglish,
): Promise<void> {
  const login = await openLogin(world, popup, say);
  await sendForm(login, account, say);
  await showsBalance(popup, account.balanceFormatted);
  await login.waitUntilClosed();
}

/** A popup in which this account is signed in, and the browser with it at the platform. */
export async function openSignedIn(world: TestEnvironment, account: Account): Promise<View> {
  const popup = await openSignedOut(world);
  await signIn(world, popup, account);
  return popup;
}

/**
 * The same for whoever signed in elsewhere: over HTTP, and the browser is given the cookie. Most tests are not
 * about signing in, which would take them most of their time.
 */
export async function openWithSession(world: TestEnvironment, account: Account): Promise<View> {
  const { browser, platform, proxy } = world;
  const client = new Client(proxy.localUrl, platform);
  const location = await client.signIn(account.username);
  if (location !== '/?login=success') throw new Error(`The sign-in led to ${location}`);
  for (const [name, { value }] of client.cookies) {
    await browser.keepCookie({ name, value, domain: new URL(proxy.url).hostname });
  }
  const popup = await browser.openPopup();
  await showsBalance(popup, account.balanceFormatted);
  return popup;
}

/** Ends the session at the platform, and has the popup ask for the balance once more. */
export async function endSession(
  { browser, platform }: TestEnvironment,
  popup: View,
  { username }: Account,
): Promise<void> {
  // A request on its way would find out by itself, and leave no button to click.
  await browser.stopWorker();
  platform.revoke(username);
  await popup.click('button', sayEnglish('actionRefresh')).catch(async (error: unknown) => {
    // So would a look in passing, just before the click.
    if (!(await popup.text()).includes(sayEnglish('titleSessionEnded'))) throw error;
  });
}

/** Waits until the popup shows exactly this balance. */
export async function showsBalance(popup: View, balance: string): Promise<void> {
  let last = '';
  await until(
    () => `the balance ${balance} in the text in sight, which is:\n${last}`,
    async () => {
      last = await popup.text();
      return last.split('\n').some((line) => line.trim() === balance);
    },
  );
}

/** Waits until the toolbar button shows this; it is painted a moment after the popup has heard of it. */
export async function showsBadge(
  { browser }: TestEnvironment,
  wanted: Partial<Badge>,
): Promise<Badge> {
  let last: Badge | undefined;
  return await until(
    () => `the badge ${JSON.stringify(wanted)}, which is ${JSON.stringify(last)}`,
    async () => {
      last = await browser.badge();
      const { text = last.text, color = last.color } = wanted;
      return last.text === text && last.color === color && last;
    },
  );
}

/** A headline and the sentence under it. */
export type Words = readonly [title: MessageKey, sentence: MessageKey];

/** Waits until a page says this, and gives all that is in sight. `gaps` go into the sentence. */
export async function reads(
  view: View,
  [title, sentence]: Words,
  ...gaps: string[]
): Promise<string> {
  await view.waitForText(sayEnglish(title));
  return await view.waitForText(sayEnglish(sentence, ...gaps));
}

/** The words of the platform's pages in the language that the extension speaks. */
function wordsFor(say: Say) {
  return say === sayChinese ? chinese : english;
}
