import * as Type from '../../shared/schema.ts';
import { browser } from '../browser/browser.ts';
import { AccountState, INITIAL_STATE } from '../domain/account-state.ts';
import { Activity } from '../domain/activity.ts';
import { Alert, NO_ALERT } from '../domain/low-balance.ts';
import { type Preferences, readPreferences } from '../domain/preferences.ts';
import { isAddress } from '../domain/proxy-address.ts';
import { TopUp } from '../domain/top-up.ts';
import { type History, readHistory } from '../domain/usage/history.ts';
import { defineCheckedItem, defineItem, renameMembers } from './define-item.ts';

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

/** The proxy's address: an origin. */
export const addressItem = defineItem<string>('local:proxyAddress', (raw) =>
  isAddress(raw) ? raw : DEFAULT_ADDRESS,
);

/** What is known about the account. Survives the browser. */
export const accountItem = defineCheckedItem('local:account', AccountState, INITIAL_STATE, {
  trouble: 'problem',
  notice: 'signInError',
});

/** The sign-in in progress. Survives the worker, not the browser. */
export const loginItem = defineCheckedItem('session:login', Login, null);

/**
 * The tabs of small windows that existed before a login window was opened, until that window is in
 * {@link loginItem}. A stopped worker finds the window with it.
 */
export const openingItem = defineCheckedItem('session:opening', Type.Array(Type.Integer()), null);

/** The user's preferences. Each member that is missing or does not fit has its default. */
export const preferencesItem = defineItem<Preferences>('local:preferences', (raw) =>
  readPreferences(
    renameMembers(raw, { lowNotice: 'lowBalanceNotification', topUpNotice: 'creditNotification' }),
  ),
);

/** The low balance that the user was notified of. */
export const alertItem = defineCheckedItem('local:alert', Alert, NO_ALERT, {
  told: 'notifiedBalance',
});

/** The last top-up. */
export const topUpItem = defineCheckedItem('local:topUp', TopUp, null, { rise: 'credit' });

/** When the extension was last used. */
export const activityItem = defineCheckedItem('local:activity', Activity, null);

/** The history of the account's balance and usage. */
export const historyItem = defineItem<History | null>('local:history', readHistory);

/** Whether a user of this browser has signed out, so that the platform may still be signed in. */
export const signedInBeforeItem = defineItem('local:signedInBefore', (raw) => raw === true);

/** Everything that is forgotten together with an account. */
const ACCOUNT_DATA = { alert: null, topUp: null, activity: null, history: null };

/**
 * Stores the state, and the proxy's address if that changes, and forgets the previous account's data: all or
 * nothing. `wasSignedIn`: there was an account.
 */
export async function leaveAccount(
  state: AccountState,
  wasSignedIn: boolean,
  address?: string,
): Promise<void> {
  await browser.storage.local.set({
    account: state,
    ...ACCOUNT_DATA,
    ...(wasSignedIn && { signedInBefore: true }),
    ...(address && { proxyAddress: address }),
  });
}
