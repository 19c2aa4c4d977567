import { matchesSchema } from '../../shared/matches-schema.ts';
import * as Type from '../../shared/schema.ts';
import { browser } from '../browser/browser.ts';
import { AccountState, START } from '../domain/account-state.ts';
import { Activity } from '../domain/activity.ts';
import { Alert, NOT_TOLD } from '../domain/low-balance.ts';
import { type Preferences, readPreferences } from '../domain/preferences.ts';
import { isAddress } from '../domain/proxy-address.ts';
import { TopUp } from '../domain/top-up/top-up-state.ts';
import { type History, readHistory } from '../domain/usage/samples.ts';
import { readStored, type StorageKey, watchStored, writeStored } from './area.ts';

/** The address that this build starts with. */
const DEFAULT_ADDRESS: string = import.meta.env.WXT_PROXY_URL || 'http://localhost:8787';

/**
 * A login window (or tab, where there are no windows). `failed` is one that shows why a sign-in
 * failed and that the user may still be reading. `consent` is whether the platform was made to ask.
 * Times are Unix milliseconds: when it was sent to the proxy, when a click last brought it to the
 * front, and when another tab appeared.
 */
export const Login = Type.Object({
  address: Type.String(),
  tabId: Type.Integer(),
  windowId: Type.Nullable(Type.Integer()),
  failed: Type.Boolean(),
  consent: Type.Boolean(),
  startedAt: Type.Number(),
  shownAt: Type.Nullable(Type.Number()),
  newTabAt: Type.Nullable(Type.Number()),
});
export type Login = Type.Static<typeof Login>;

/** One stored thing, checked whenever it is read: what does not fit its schema counts as absent. */
export interface Item<T> {
  get(): Promise<T>;
  set(value: T): Promise<void>;
  watch(seen: (value: T) => void): () => void;
}

function checked<T>(key: StorageKey, read: (raw: unknown) => T): Item<T> {
  return {
    get: async () => read(await readStored(key)),
    set: (value) => writeStored(key, value),
    watch: (seen) => watchStored(key, (raw) => seen(read(raw))),
  };
}

/** The proxy's address: an origin. */
export const addressItem: Item<string> = checked('local:proxyAddress', (raw) =>
  isAddress(raw) ? raw : DEFAULT_ADDRESS,
);

/** What is known about the account; survives the browser. */
export const accountItem: Item<AccountState> = checked('local:account', (raw) =>
  matchesSchema(AccountState, raw) ? raw : START,
);

/** The login in progress; survives the worker, not the browser. */
export const loginItem: Item<Login | null> = checked('session:login', (raw) =>
  matchesSchema(Login, raw) ? raw : null,
);

/**
 * The tabs of small windows that were there before a login window was to be opened, until it is in
 * {@link loginItem}: what a stopped worker leaves of it.
 */
export const openingItem: Item<number[] | null> = checked('session:opening', (raw) =>
  matchesSchema(Type.Array(Type.Integer()), raw) ? raw : null,
);

/** What the user has chosen; member by member, the default where storage holds nothing that fits. */
export const preferencesItem: Item<Preferences> = checked('local:preferences', readPreferences);

/** What the user was told of a low balance. */
export const alertItem: Item<Alert> = checked('local:alert', (raw) =>
  matchesSchema(Alert, raw) ? raw : NOT_TOLD,
);

/** The last top-up. */
export const topUpItem: Item<TopUp | null> = checked('local:topUp', (raw) =>
  matchesSchema(TopUp, raw) ? raw : null,
);

/** When the extension was last used. */
export const activityItem: Item<Activity | null> = checked('local:activity', (raw) =>
  matchesSchema(Activity, raw) ? raw : null,
);

/** What was seen of the account. */
export const historyItem: Item<History | null> = checked('local:history', readHistory);

/** Whether somebody signed in and left again, so that the platform may still be signed in. */
export const signedInBeforeItem: Item<boolean> = checked(
  'local:signedInBefore',
  (raw) => raw === true,
);

/** What is known of one account and its use, and forgotten with it. */
const OF_ONE_ACCOUNT = { alert: null, topUp: null, activity: null, history: null };

/**
 * Writes the state and forgets all that belongs to the account before, both or neither. `wasSignedIn` is
 * whether there was an account.
 */
export async function leaveAccount(state: AccountState, wasSignedIn: boolean): Promise<void> {
  await browser.storage.local.set({ account: state, ...forgotten(wasSignedIn) });
}

/** Forgets the account and puts the new address in its place, all of it or nothing. */
export async function startOver(address: string, wasSignedIn: boolean): Promise<void> {
  const anew = { account: START, proxyAddress: address };
  await browser.storage.local.set({ ...anew, ...forgotten(wasSignedIn) });
}

function forgotten(wasSignedIn: boolean) {
  return { ...OF_ONE_ACCOUNT, ...(wasSignedIn && { signedInBefore: true }) };
}
