import * as Type from '../../shared/schema.ts';
import { browser } from '../browser/browser.ts';
import { type AccountList, FIRST_ID, readAccountList } from '../domain/account-list.ts';
import { AccountState, INITIAL_STATE } from '../domain/account-state.ts';
import { Activity } from '../domain/activity.ts';
import { BudgetAlert } from '../domain/budget.ts';
import { Alert, NO_ALERT } from '../domain/low-balance.ts';
import { POLICY_NAMES, type Policy, readPolicy } from '../domain/policy.ts';
import {
  DEFAULT_PREFERENCES,
  ownPreferences,
  type PreferenceChanges,
  type Preferences,
  readPreferences,
  sharedPreferences,
} from '../domain/preferences.ts';
import { isAddress } from '../domain/proxy-address.ts';
import { TopUp } from '../domain/top-up.ts';
import { type History, readHistory } from '../domain/usage/history.ts';
import { defineCheckedItem, defineItem, type Item, renameMembers } from './define-item.ts';

/** The address that this build starts with. */
export const DEFAULT_ADDRESS: string = import.meta.env.WXT_PROXY_URL || 'http://localhost:8787';

/**
 * A login window (or tab, where there are no windows) of the account with the id `account`. `failed` is one that
 * shows why a sign-in failed and that the user may still be reading. `consent` is whether the platform was made to ask.
 * Times are Unix milliseconds: when it was sent to the proxy, when a click last brought it to the
 * front, and when another tab appeared.
 */
export const Login = Type.Object({
  account: Type.Integer(),
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

/** The account list. `null` before the first change, and if it is unreadable. */
export const accountListItem = defineItem<AccountList | null>('local:accounts', readAccountList);

/** The sign-in in progress. Survives the worker, not the browser. */
export const loginItem = defineCheckedItem('session:login', Login, null);

/**
 * The tabs of small windows that existed before a login window was opened, until that window is in
 * {@link loginItem}. A stopped worker finds the window with it.
 */
export const openingItem = defineCheckedItem('session:opening', Type.Array(Type.Integer()), null);

/** When the extension was last used. */
export const activityItem = defineCheckedItem('local:activity', Activity, null);

/** Whether a user of this browser has signed out, so that the platform may still be signed in. */
export const signedInBeforeItem = defineItem('local:signedInBefore', (raw) => raw === true);

/** The policy as the browser gave it last. Pages read this copy: the browser may take seconds. */
export const policyItem = defineItem<Policy>('local:policy', (raw) =>
  readPolicy(renameMembers(raw, POLICY_NAMES)),
);

/** What is stored about one account. */
export type AccountItems = ReturnType<typeof accountItems>;

/** The items of the account with this id. Those of {@link FIRST_ID} have the keys of version 0.1.0. */
export function accountItems(id: number) {
  const keyOf = (name: string) => `local:${name}${id === FIRST_ID ? '' : `-${id}`}` as const;
  return {
    /** The origin of the account's proxy. `null` if it is unknown; then the account cannot be used. */
    address: defineItem<string | null>(keyOf('proxyAddress'), (raw) =>
      isAddress(raw) ? raw : id === FIRST_ID ? DEFAULT_ADDRESS : null,
    ),
    /** What is known about the account. Survives the browser. */
    state: defineCheckedItem(keyOf('account'), AccountState, INITIAL_STATE, {
      trouble: 'problem',
      notice: 'signInError',
    }),
    /**
     * The account's preferences. Those that are for all accounts count in {@link FIRST_ID} alone. Each member
     * that is missing or invalid has its default.
     */
    preferences: defineItem<Preferences>(keyOf('preferences'), (raw) =>
      readPreferences(
        renameMembers(raw, {
          lowNotice: 'lowBalanceNotification',
          topUpNotice: 'creditNotification',
        }),
      ),
    ),
    /** The low balance that the user was notified of. */
    alert: defineCheckedItem(keyOf('alert'), Alert, NO_ALERT, { told: 'notifiedBalance' }),
    /** The used up budget that the user was notified of. */
    budgetAlert: defineCheckedItem(keyOf('budgetAlert'), BudgetAlert, null),
    /** The last top-up. */
    topUp: defineCheckedItem(keyOf('topUp'), TopUp, null, { rise: 'credit' }),
    /** The history of the balance and the usage. */
    history: defineItem<History | null>(keyOf('history'), readHistory),
    /** When the background refreshes next (Unix milliseconds). */
    refreshAt: defineCheckedItem(keyOf('refreshAt'), Type.Number(), null),
  };
}

/** The preferences that are for all accounts, and those of {@link FIRST_ID}. */
const sharedPreferencesItem = accountItems(FIRST_ID).preferences;

/** Stores new values of some preferences. The own ones become those of the account with this id. */
export async function changePreferences(id: number, changes: PreferenceChanges): Promise<void> {
  const merge = async (item: Item<Preferences>, merged: PreferenceChanges) =>
    Object.keys(merged).length > 0 && item.set({ ...(await item.get()), ...merged });
  await merge(sharedPreferencesItem, sharedPreferences(changes));
  await merge(accountItems(id).preferences, ownPreferences(changes));
}

/**
 * Stores the state and forgets the data of the user before: all or nothing. `wasSignedIn`: there was an account.
 * `also` is stored with it, by its keys in local storage.
 */
export async function leaveAccount(
  { state: stateItem, alert, budgetAlert, topUp, history }: AccountItems,
  state: AccountState,
  wasSignedIn: boolean,
  also: Record<string, unknown> = {},
): Promise<void> {
  const forgotten = [alert, budgetAlert, topUp, history].map((item) => [item.name, null]);
  await browser.storage.local.set({
    ...Object.fromEntries(forgotten),
    [stateItem.name]: state,
    ...(wasSignedIn && { signedInBefore: true }),
    ...also,
  });
}

/** Removes everything that is stored about the account with this id, except preferences that are for all. */
export async function forgetAccount(id: number): Promise<void> {
  const { preferences, ...items } = accountItems(id);
  const keys = Object.values(items).map(({ name }) => name);
  if (id === FIRST_ID) await changePreferences(id, ownPreferences(DEFAULT_PREFERENCES));
  else keys.push(preferences.name);
  await browser.storage.local.remove(keys);
}
