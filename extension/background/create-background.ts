import type { ApiDependencies } from '../api/send-request.ts';
import { safely } from '../browser/safely.ts';
import { isRecent } from '../domain/stored-time.ts';
import { accountItem } from '../storage/items.ts';
import { createAccountRefresher } from './account-refresh.ts';
import { createAccountStore } from './account-store.ts';
import { paintBadge } from './badge/paint-badge.ts';
import { createCommandHandler } from './command-handler.ts';
import { clearNotifications, type NotificationId } from './notifications/notify.ts';
import { notifyCredit } from './notifications/notify-credit.ts';
import { notifyLowBalance } from './notifications/notify-low-balance.ts';
import { openPopup } from './open-popup.ts';
import { createProxyRequests } from './proxy-requests.ts';
import { recordSample } from './record-history.ts';
import { createRefreshScheduler } from './refresh-scheduler.ts';
import { createAddressSaver } from './save-address.ts';
import { createSignIn } from './sign-in.ts';
import { createSignOut } from './sign-out.ts';
import { createTopUp } from './top-up.ts';

/** All that the background takes from outside. `random` returns a number from 0 to 1. */
export interface BackgroundDeps extends ApiDependencies {
  random: () => number;
  isOnline: () => boolean;
  /** Whether the browser has containers and first-party isolation. */
  isolates?: boolean;
}

/** What the listeners call. */
export type Background = ReturnType<typeof createBackground>;

const MIN_WAKE_UP_INTERVAL_MS = 60_000;

/** Creates the parts of the background and connects them. */
export function createBackground(deps: BackgroundDeps) {
  const { now } = deps;
  const store = createAccountStore();
  const scheduler = createRefreshScheduler(now, deps.random);
  const requests = createProxyRequests(store, deps);
  const refresher = createAccountRefresher(store, requests, deps, scheduler.reschedule);
  const signIn = createSignIn(store, refresher, deps);
  const topUp = createTopUp(store, requests, refresher, now);
  const parts = { store, refresher, scheduler, signIn, topUp };
  let wokenAt = Number.NEGATIVE_INFINITY;

  const repaintBadge = () =>
    safely(() => store.runExclusive(async () => paintBadge(await accountItem.get(), now())));

  // The order counts: a low balance is judged by the history.
  store.subscribe(({ state }) => paintBadge(state, now()));
  store.subscribe(({ isAccountRemoved }) => isAccountRemoved && clearNotifications());
  store.subscribe(({ state, received }) => received && recordSample(state, received));
  store.subscribe(({ state, received }) => received && notifyLowBalance(state, now()));
  store.subscribe(({ state, received }) => received && notifyCredit(state, now()));

  /** Corrects what time, or a clock that was set, has made wrong: the badge, the alarms, an overdue balance. */
  async function wakeUp(): Promise<void> {
    wokenAt = now();
    await repaintBadge();
    if (await scheduler.ensureScheduled()) await refresher.refresh('alarm');
  }

  return {
    ...parts,
    handleCommand: createCommandHandler({
      ...parts,
      signOut: createSignOut(store, requests, signIn, now),
      saveAddress: createAddressSaver(store, signIn, deps),
      repaintBadge,
    }),
    wakeUp,
    /** Wakes up because the browser is in use, at most once a minute. */
    onBrowserUse: async () => {
      if (!isRecent(wokenAt, MIN_WAKE_UP_INTERVAL_MS, now())) await wakeUp();
    },
    onNotificationClick: async (id: NotificationId) => {
      await scheduler.recordUse();
      const isPageOpen = id === 'low-balance' && (await topUp.start().catch(console.warn));
      await scheduler.reschedule();
      if (!isPageOpen) await openPopup();
    },
  };
}
