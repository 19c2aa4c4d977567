import { isGranted } from '../../browser/permissions.ts';
import { hostPattern } from '../../domain/proxy-address.ts';
import { accountItem, addressItem, loginItem, preferencesItem } from '../../storage/items.ts';
import { readItems } from '../../storage/use-items.ts';

/** What the first-run page shows of storage. */
export const WELCOME_ITEMS = {
  address: addressItem,
  state: accountItem,
  login: loginItem,
  preferences: preferencesItem,
};
export type WelcomeStored = Awaited<ReturnType<typeof readStored>>;

/** All that the first-run page shows at first. `granted` is whether the proxy may be reached. */
export interface FirstWelcome {
  stored: WelcomeStored;
  granted: boolean;
}

export async function readWelcome(): Promise<FirstWelcome> {
  const stored = await readStored();
  const granted = await isGranted({ origins: [hostPattern(stored.address)] });
  return { stored, granted };
}

const readStored = () => readItems(WELCOME_ITEMS);
