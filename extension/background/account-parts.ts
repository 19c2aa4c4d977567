import type { ApiDependencies } from '../api/send-request.ts';
import { FIRST_ID } from '../domain/account-list.ts';
import type { ReceivedSnapshot } from '../domain/account-state.ts';
import { readAccount } from '../storage/accounts.ts';
import { accountItems, activityItem } from '../storage/items.ts';
import { createAccountRefresher } from './account-refresh.ts';
import { createAccountStore } from './account-store.ts';
import { clearNotifications } from './notifications/notify.ts';
import { notifyBudget } from './notifications/notify-budget.ts';
import { notifyCredit } from './notifications/notify-credit.ts';
import { notifyLowBalance } from './notifications/notify-low-balance.ts';
import { createProxyRequests } from './proxy-requests.ts';
import { recordSample } from './record-history.ts';
import type { RequestLimit } from './request-limit.ts';
import { createSignOut } from './sign-out.ts';
import { createTopUp } from './top-up.ts';

/** What an account needs of the rest of the background. `id` is its own. */
export interface AccountHooks {
  /** Resolves to whether a snapshot is that of another account of the list, which then has it. */
  claim: (id: number, received: ReceivedSnapshot, signal: AbortSignal) => Promise<boolean>;
  /** Runs after every refresh and sign-out. `hasLeft`: the account was signed out. Must not reject. */
  settle: (id: number, hasLeft: boolean) => Promise<void>;
  cancelSignIn: (id: number) => Promise<void>;
  repaintBadge: () => Promise<void>;
}

/** The parts that each account has of its own. They share nothing with those of another account but `limit`. */
export type AccountParts = ReturnType<typeof createAccountParts>;

export function createAccountParts(
  id: number,
  limit: RequestLimit,
  deps: ApiDependencies & { isOnline: () => boolean },
  hooks: AccountHooks,
) {
  const { now } = deps;
  const items = accountItems(id);
  let hasLeft = false;
  const store = createAccountStore(items);
  const requests = createProxyRequests(id, store, limit, deps);
  const refresher = createAccountRefresher(store, requests, deps, {
    claim: (received, signal) => hooks.claim(id, received, signal),
    afterRefresh: settle,
  });
  const signOut = createSignOut(store, requests, () => hooks.cancelSignIn(id), now);

  async function settle(): Promise<void> {
    const isOver = hasLeft;
    hasLeft = false;
    await hooks.settle(id, isOver);
  }

  // The order counts: the badge and the notifications are about the history.
  store.subscribe(async ({ isAccountRemoved, isSignedOut }) => {
    hasLeft ||= isSignedOut;
    if (!isAccountRemoved) return;
    await clearNotifications(id);
    const activity = await activityItem.get();
    if ((activity?.account ?? FIRST_ID) === id) await activityItem.set(null);
  });
  store.subscribe(
    ({ state, received }) => received && recordSample(items.history, state, received),
  );
  store.subscribe(hooks.repaintBadge);
  store.subscribe(async ({ received }) => {
    const account = received && (await readAccount(id));
    if (!account) return;
    await notifyLowBalance(account, now());
    await notifyBudget(account, now());
    await notifyCredit(account, now());
  });

  return {
    store,
    requests,
    refresher,
    topUp: createTopUp(store, requests, refresher, now),
    signOut: async () => {
      await signOut();
      await settle();
    },
  };
}
