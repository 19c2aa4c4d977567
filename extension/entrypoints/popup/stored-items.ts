import {
  accountItem,
  addressItem,
  historyItem,
  loginItem,
  preferencesItem,
  signedInBeforeItem,
  topUpItem,
} from '../../storage/items.ts';
import { readItems, useItems } from '../../storage/use-items.ts';

/** The stored items that the popup renders. */
const POPUP_ITEMS = {
  state: accountItem,
  login: loginItem,
  address: addressItem,
  preferences: preferencesItem,
  topUp: topUpItem,
  history: historyItem,
  signedInBefore: signedInBeforeItem,
};

/** Reads all items before the first paint, which then shows the last balance. */
export const readStored = () => readItems(POPUP_ITEMS);
export type Stored = Awaited<ReturnType<typeof readStored>>;

/** The stored items: `initial` first, then always the current values. */
export const useStored = (initial: Stored): Stored => useItems(POPUP_ITEMS, initial);
