import { mayReach } from '../../browser/permissions.ts';
import { readAccounts } from '../../storage/accounts.ts';
import { loginItem } from '../../storage/items.ts';
import { readOnToolbar } from './on-toolbar.ts';

export type StoredData = Awaited<ReturnType<typeof readStored>>;

/** What the welcome page shows: the shown account and its sign-in in progress. */
export async function readStored() {
  const [{ shown }, login] = await Promise.all([readAccounts(), loginItem.get()]);
  return { account: shown, login: login?.account === shown.id ? login : null };
}

export type InitialData = Awaited<ReturnType<typeof readInitialData>>;

/**
 * What the welcome page shows at first. `granted` is whether the extension may reach the proxy, `isOnToolbar` whether
 * its button is in the toolbar, if the browser says so.
 */
export async function readInitialData() {
  const [stored, isOnToolbar] = await Promise.all([readStored(), readOnToolbar()]);
  return { stored, granted: await mayReach(stored.account.address), isOnToolbar };
}
