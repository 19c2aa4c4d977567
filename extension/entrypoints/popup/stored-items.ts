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

/** Everything in storage that the popup renders. */
const POPUP_ITEMS = {
  state: accountItem,
  login: loginItem,
  address: addressItem,
  preferences: preferencesItem,
  topUp: topUpItem,
  history: historyItem,
  signedInBefore: signedInBeforeItem,
};

/** Reads it all, so that the first paint already shows the last known balance. */
export const readStored = () => readItems(POPUP_ITEMS);
export type Stored = Awaited<ReturnType<typeof readStored>>;

/** What is in storage, from `first` on always current. */
export const useStored = (first: Stored): Stored => useItems(POPUP_ITEMS, first);
