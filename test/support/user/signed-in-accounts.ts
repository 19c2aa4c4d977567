import type { BrowserUnderTest } from '../browsers/browser-under-test.ts';
import type { View } from '../browsers/view.ts';
import type { TestEnvironment } from '../environment/test-environment.ts';
import type { Account } from '../fake-platform/platform.ts';
import { Client } from '../proxy/client.ts';
import { sendCommand } from './send-command.ts';

/** A user of a platform, and the proxy through which the extension sees the account. */
export interface SignedInAccount {
  readonly env: Pick<TestEnvironment, 'platform' | 'proxy'>;
  readonly account: Account;
}

/**
 * Signs each user in over HTTP, in the next slot of its proxy, and gives the browser the session cookies. Faster than
 * sign-ins through the login window. Returns the slots.
 */
export async function signInOverHttp(
  browser: BrowserUnderTest,
  accounts: readonly SignedInAccount[],
): Promise<number[]> {
  const clients = new Map<string, Client>();
  const slots: number[] = [];
  for (const [index, { env, account }] of accounts.entries()) {
    const { proxy, platform } = env;
    const client = clients.get(proxy.url) ?? new Client(proxy.localUrl, platform);
    clients.set(proxy.url, client);
    const slot = accounts.slice(0, index).filter((other) => other.env.proxy === proxy).length;
    const location = await client.signIn(account.username, slot);
    if (location !== '/?login=success') throw new Error(`The sign-in led to ${location}`);
    slots.push(slot);
  }
  for (const [url, { cookies }] of clients) {
    const domain = new URL(url).hostname;
    for (const [name, { value }] of cookies) await browser.setCookie({ name, value, domain });
  }
  return slots;
}

/**
 * Signs the users in and opens the popup, which lists them as the accounts with the ids 0, 1, and so on. The first one
 * is active.
 */
export async function openWithAccounts(
  browser: BrowserUnderTest,
  accounts: readonly SignedInAccount[],
): Promise<View> {
  await browser.stopWorker();
  const slots = await signInOverHttp(browser, accounts);
  const items = accounts.map(({ env }, id) => {
    const suffix = id === 0 ? '' : `-${id}`;
    const state = { phase: 'unknown', problem: null };
    return { [`proxyAddress${suffix}`]: env.proxy.url, [`account${suffix}`]: state };
  });
  const entries = slots.map((slot, id) => ({ id, slot }));
  await browser.store(Object.assign({ accounts: { active: 0, entries } }, ...items));
  const popup = await browser.openPopup();
  for (const { id } of entries) await sendCommand(popup, { type: 'refresh', account: id });
  return popup;
}
