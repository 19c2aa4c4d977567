import { isGranted } from '../../browser/permissions.ts';
import { hostPattern } from '../../domain/proxy-address.ts';
import { accountItem, addressItem, loginItem, preferencesItem } from '../../storage/items.ts';
import { readItems } from '../../storage/use-items.ts';

/** The stored items that the welcome page shows. */
export const WELCOME_ITEMS = {
  address: addressItem,
  state: accountItem,
  login: loginItem,
  preferences: preferencesItem,
};

const readStored = () => readItems(WELCOME_ITEMS);

export type WelcomeStored = Awaited<ReturnType<typeof readStored>>;

/** What the welcome page shows at first. `granted` is whether the extension may reach the proxy. */
export interface InitialData {
  stored: WelcomeStored;
  granted: boolean;
}

export async function readInitialData(): Promise<InitialData> {
  const stored = await readStored();
  const granted = await isGranted({ origins: [hostPattern(stored.address)] });
  return { stored, granted };
}
