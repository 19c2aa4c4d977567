import * as Type from 'typebox';
import { storage, type WxtStorageItem } from 'wxt/utils/storage';
import { AccountState, START } from '../account/state.ts';
import { readAddress } from '../proxy/address.ts';
import { fits } from './fits.ts';

/** The address that this build starts with. */
const DEFAULT_ADDRESS: string = import.meta.env.WXT_PROXY_URL || 'http://localhost:8787';

/**
 * A login window (or tab, where there are no windows). `failed` is one that shows why a sign-in
 * failed and that the user may still be reading.
 */
export const Login = Type.Object({
  address: Type.String(),
  tabId: Type.Integer(),
  windowId: Type.Union([Type.Integer(), Type.Null()]),
  failed: Type.Boolean(),
});
export type Login = Type.Static<typeof Login>;

/** One stored thing, checked whenever it is read: what does not fit its schema counts as absent. */
export interface Item<T> {
  get(): Promise<T>;
  set(value: T): Promise<void>;
  watch(seen: (value: T) => void): () => void;
}

function checked<T>(
  item: WxtStorageItem<unknown, Record<string, unknown>>,
  read: (raw: unknown) => T,
): Item<T> {
  return {
    get: async () => read(await item.getValue()),
    set: (value) => item.setValue(value),
    watch: (seen) => item.watch((raw) => seen(read(raw))),
  };
}

/** The proxy's address: an origin. */
export const addressItem: Item<string> = checked(
  storage.defineItem('local:proxyAddress'),
  (raw) => {
    const reading = readAddress(typeof raw === 'string' ? raw : DEFAULT_ADDRESS);
    return reading.ok ? reading.address : DEFAULT_ADDRESS;
  },
);

/** What is known about the account; survives the browser. */
export const accountItem: Item<AccountState> = checked(
  storage.defineItem('local:account'),
  (raw) => (fits(AccountState, raw) ? raw : START),
);

/** The login in progress; survives the worker, not the browser. */
export const loginItem: Item<Login | null> = checked(storage.defineItem('session:login'), (raw) =>
  fits(Login, raw) ? raw : null,
);

/** Forgets the account and puts the new address in its place, both or neither. */
export async function startOver(address: string): Promise<void> {
  await storage.setItems([
    { key: 'local:account', value: START },
    { key: 'local:proxyAddress', value: address },
  ]);
}
