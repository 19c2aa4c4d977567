import type { ApiDependencies } from '../api/proxy-client.ts';
import { safely } from '../browser/safely.ts';
import { isRecent } from '../domain/stored-time.ts';
import { activityItem } from '../storage/items.ts';
import { type AccountRefresher, createAccountRefresher } from './account-refresh.ts';
import { type AccountStore, createAccountStore } from './account-store.ts';
import { deleteHistory, recordSample } from './history.ts';
import type { Command } from './messages.ts';
import { notifyCredit } from './notifications/credit.ts';
import { notifyLowBalance } from './notifications/low-balance.ts';
import { clearNotifications, type NotificationId } from './notifications/notify.ts';
import { openPopup } from './open-popup.ts';
import { createPreferencesStore } from './preferences-store.ts';
import { createRefreshScheduler, type RefreshScheduler } from './refresh-scheduler.ts';
import { createAddressControl, type SaveResult } from './save-address.ts';
import { createSignIn, type SignIn } from './sign-in/sign-in.ts';
import { signOut } from './sign-out.ts';
import { createTopUp, type TopUpFlow } from './top-up.ts';

/** All that the background takes from outside. `random` gives a number from 0 to 1. */
export interface BackgroundDeps extends ApiDependencies {
  random: () => number;
  isOnline: () => boolean;
  /** Whether the browser has containers and first-party isolation. */
  isolates?: boolean;
}

/** The background's parts, put together, and what it does for each command of a page. */
export interface Background {
  store: AccountStore;
  refresher: AccountRefresher;
  signIn: SignIn;
  topUp: TopUpFlow;
  scheduler: RefreshScheduler;
  /** Puts right what time, or a clock that was set, has made wrong: the badge, the alarms, and an overdue balance. */
  wakeUp(): Promise<void>;
  /** The browser is in use: does the same, but once a minute at the most. */
  onBrowserUse(): Promise<void>;
  handleCommand(command: Command): Promise<SaveResult | null>;
  /** A notification was clicked. */
  onNotificationClick(id: NotificationId): Promise<void>;
}

/** The commands by which the user shows an interest in the balance. */
const USES: readonly Command['type'][] = ['popup_opened', 'refresh', 'sign_in', 'top_up'];

const WAKE_UP_INTERVAL_MS = 60_000;

export function createBackground(deps: BackgroundDeps): Background {
  const store = createAccountStore(deps.now);
  const scheduler = createRefreshScheduler(deps.now, deps.random);
  const reschedule = () => safely(() => scheduler.reschedule());
  const refresher = createAccountRefresher(store, deps, {
    arrived: async (state, { receivedAt, otherTime }) => {
      await safely(() => recordSample(state, receivedAt, otherTime));
      await safely(() => notifyLowBalance(state, deps.now()));
      await safely(() => notifyCredit(state, deps.now()));
    },
    looked: reschedule,
  });
  const preferences = createPreferencesStore();
  const signIn = createSignIn(store, refresher, deps);
  const addresses = createAddressControl(store, signIn, deps);
  const topUp = createTopUp(store, refresher, deps.now);
  let wokenAt = Number.NEGATIVE_INFINITY;

  const noteUse = () => safely(() => activityItem.set({ usedAt: deps.now() }));

  async function wakeUp(): Promise<void> {
    wokenAt = deps.now();
    await safely(() => store.repaint());
    if (await scheduler.ensureScheduled()) await refresher.refresh('alarm');
  }

  async function handleCommand(command: Command): Promise<SaveResult | null> {
    if (USES.includes(command.type)) await noteUse();
    switch (command.type) {
      case 'popup_opened':
        await safely(() => signIn.recover());
        await refresher.refresh('passing');
        return null;
      case 'refresh':
        await refresher.refresh('click');
        return null;
      case 'sign_in':
        await signIn.start(command.consent);
        return null;
      case 'sign_out':
        await signOut(store, refresher, signIn, deps);
        await reschedule();
        return null;
      case 'top_up':
        await topUp.start();
        await reschedule();
        return null;
      case 'save_address': {
        const result = await addresses.save(command.address);
        if (result.kind !== 'refused') await safely(() => refresher.refresh('click'));
        return result;
      }
      case 'delete_history':
        await store.runExclusive(deleteHistory);
        return null;
      case 'set_preferences':
        await preferences.change(command.changes);
        await store.repaint();
        if (command.changes.hidden) await clearNotifications();
        await reschedule();
        return null;
    }
  }

  async function onNotificationClick(id: NotificationId): Promise<void> {
    await noteUse();
    const leadsToPage = id === 'low-balance' && (await topUp.start().catch(failed));
    await reschedule();
    if (!leadsToPage) await openPopup();
  }

  return {
    store,
    refresher,
    signIn,
    topUp,
    scheduler,
    wakeUp,
    onBrowserUse: async () => {
      if (!isRecent(wokenAt, WAKE_UP_INTERVAL_MS, deps.now())) await wakeUp();
    },
    handleCommand,
    onNotificationClick,
  };
}

function failed(error: unknown): false {
  console.warn(error);
  return false;
}
