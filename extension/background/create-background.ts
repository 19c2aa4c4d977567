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
import { createLoginControl, type LoginControl } from './sign-in/sign-in.ts';
import { signOut } from './sign-out.ts';
import { createTopUpControl, type TopUpControl } from './top-up.ts';

/** All that the background takes from outside. `random` gives a number from 0 to 1. */
export interface World extends ApiDependencies {
  random: () => number;
  isOnline: () => boolean;
  /** Whether the browser has containers and first-party isolation. */
  isolates?: boolean;
}

/** The background's parts, put together, and what it does for each command of a page. */
export interface Background {
  keeper: AccountStore;
  asking: AccountRefresher;
  login: LoginControl;
  topUp: TopUpControl;
  pacer: RefreshScheduler;
  /** Puts right what time, or a clock that was set, has made wrong: the badge, the alarms, and an overdue balance. */
  wakeUp(): Promise<void>;
  /** The browser is in use: does the same, but once a minute at the most. */
  browserUsed(): Promise<void>;
  carryOut(command: Command): Promise<SaveResult | null>;
  /** A notification was clicked. */
  notificationClicked(id: NotificationId): Promise<void>;
}

/** The commands by which the user shows an interest in the balance. */
const USES: readonly Command['type'][] = ['popup_opened', 'refresh', 'sign_in', 'top_up'];

const WAKE_UP_INTERVAL_MS = 60_000;

export function createBackground(around: World): Background {
  const keeper = createAccountStore(around.now);
  const pacer = createRefreshScheduler(around.now, around.random);
  const plan = () => safely(() => pacer.plan());
  const asking = createAccountRefresher(keeper, around, {
    arrived: async (state, { receivedAt, otherTime }) => {
      await safely(() => recordSample(state, receivedAt, otherTime));
      await safely(() => notifyLowBalance(state, around.now()));
      await safely(() => notifyCredit(state, around.now()));
    },
    looked: plan,
  });
  const preferences = createPreferencesStore();
  const login = createLoginControl(keeper, asking, around);
  const addresses = createAddressControl(keeper, login, around);
  const topUp = createTopUpControl(keeper, asking, around.now);
  let wokenAt = Number.NEGATIVE_INFINITY;

  const noteUse = () => safely(() => activityItem.set({ usedAt: around.now() }));

  async function wakeUp(): Promise<void> {
    wokenAt = around.now();
    await safely(() => keeper.repaint());
    if (await pacer.keep()) await asking.refresh('alarm');
  }

  async function carryOut(command: Command): Promise<SaveResult | null> {
    if (USES.includes(command.type)) await noteUse();
    switch (command.type) {
      case 'popup_opened':
        await safely(() => login.heal());
        await asking.refresh('passing');
        return null;
      case 'refresh':
        await asking.refresh('click');
        return null;
      case 'sign_in':
        await login.begin(command.consent);
        return null;
      case 'sign_out':
        await signOut(keeper, asking, login, around);
        await plan();
        return null;
      case 'top_up':
        await topUp.begin();
        await plan();
        return null;
      case 'save_address': {
        const result = await addresses.save(command.address);
        if (result.kind !== 'refused') await safely(() => asking.refresh('click'));
        return result;
      }
      case 'delete_history':
        await keeper.whileSteady(deleteHistory);
        return null;
      case 'set_preferences':
        await preferences.change(command.changes);
        await keeper.repaint();
        if (command.changes.hidden) await clearNotifications();
        await plan();
        return null;
    }
  }

  async function notificationClicked(id: NotificationId): Promise<void> {
    await noteUse();
    const leadsToPage = id === 'low-balance' && (await topUp.begin().catch(failed));
    await plan();
    if (!leadsToPage) await openPopup();
  }

  return {
    keeper,
    asking,
    login,
    topUp,
    pacer,
    wakeUp,
    browserUsed: async () => {
      if (!isRecent(wokenAt, WAKE_UP_INTERVAL_MS, around.now())) await wakeUp();
    },
    carryOut,
    notificationClicked,
  };
}

function failed(error: unknown): false {
  console.warn(error);
  return false;
}
