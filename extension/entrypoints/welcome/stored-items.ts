import { browser } from '../../browser/browser.ts';
import { hostPattern } from '../../domain/host-permission.ts';
import { accountItem, addressItem, loginItem, preferencesItem } from '../../storage/items.ts';
import { readItems } from '../../storage/use-items.ts';

/** The stored items that the welcome page shows. */
export const WELCOME_ITEMS = {
  address: addressItem,
  state: accountItem,
  login: loginItem,
  preferences: preferencesItem,
};

export type InitialData = Awaited<ReturnType<typeof readInitialData>>;

/** What the welcome page shows at first. `granted` is whether the extension may reach the proxy. */
export async function readInitialData() {
  const stored = await readItems(WELCOME_ITEMS);
  const granted = await browser.permissions.contains({ origins: [hostPattern(stored.address)] });
  return { stored, granted };
}
