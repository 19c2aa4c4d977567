import type { ApiDependencies } from '../api/send-request.ts';
import { browser } from '../browser/browser.ts';
import { mayReach } from '../browser/permissions.ts';
import { safely } from '../browser/safely.ts';
import { isRecent } from '../domain/stored-time.ts';
import { readAccount, readAccounts } from '../storage/accounts.ts';
import { policyItem } from '../storage/items.ts';
import { createAccountListStore } from './account-list.ts';
import { type AccountHooks, type AccountParts, createAccountParts } from './account-parts.ts';
import { paintBadge } from './badge/paint-badge.ts';
import { createCommandHandler } from './command-handler.ts';
import { createMutex } from './mutex.ts';
import { clearNotifications, type NotificationKind } from './notifications/notify.ts';
import { openPopup } from './open-popup.ts';
import { createPolicyWatch } from './policy-watch.ts';
import { createRefreshScheduler, type SchedulerDeps } from './refresh-scheduler.ts';
import { createRequestLimit } from './request-limit.ts';
import { createAddressSaver, releaseHost } from './save-address.ts';
import { createSessionDiscovery } from './session-discovery.ts';
import { createSessionTakeover } from './session-takeover.ts';
import { createSignIn } from './sign-in.ts';

/** All that the background takes from outside. */
export interface BackgroundDeps extends ApiDependencies, SchedulerDeps {
  isOnline: () => boolean;
  /** Whether the browser has containers and first-party isolation. */
  isolates?: boolean;
}

/** What the listeners call. */
export type Background = ReturnType<typeof createBackground>;

const MIN_WAKE_UP_INTERVAL_MS = 60_000;

/** How long Chromium may take to read the policy of an extension that an administrator has just installed. */
const MAX_POLICY_DELAY_MS = 5_000;

/** How many requests to one proxy run at the same time. */
const MAX_CONCURRENT_REQUESTS = 2;

/** Creates the parts of the background and connects them. */
export function createBackground(deps: BackgroundDeps) {
  const { now } = deps;
  const limit = createRequestLimit(MAX_CONCURRENT_REQUESTS);
  const accounts = new Map<number, AccountParts>();
  const paintExclusive = createMutex();
  const withPreferences = createMutex();
  let wokenAt = Number.NEGATIVE_INFINITY;

  const repaintBadge = () => safely(() => paintExclusive(() => paintBadge(now())));

  const hooks: AccountHooks = {
    claim: (...args) => claim(...args),
    settle: async (id, hasLeft) => {
      await safely(() => settle(id, hasLeft));
      await scheduler.reschedule([id]);
    },
    cancelSignIn: (id) => signIn.cancel(id),
    repaintBadge,
  };

  /** The parts of the account with this id. */
  function accountOf(id: number): AccountParts {
    const parts = accounts.get(id) ?? createAccountParts(id, limit, deps, hooks);
    accounts.set(id, parts);
    return parts;
  }

  const listDeps = { ...deps, limit, withPreferences };
  const list = createAccountListStore(accountOf, listDeps, async (removed) => {
    for (const { id, address } of removed) {
      // Not awaited: a sign-in may be waiting for this change of the list.
      safely(() => signIn.cancel(id));
      await clearNotifications(id);
      await safely(() => releaseHost(address));
    }
    await repaintBadge();
    await scheduler.ensureScheduled();
  });
  const claim = createSessionTakeover(list, accountOf, now);
  const discover = createSessionDiscovery(list, accountOf);
  const scheduler = createRefreshScheduler(deps, (id) => accountOf(id).refresher.refresh('alarm'));
  const signIn = createSignIn(accountOf, list.endSession, deps);

  /** Brings the list up to date with what a refresh of an account has found. */
  async function settle(id: number, hasLeft: boolean): Promise<void> {
    await (hasLeft ? list.leave(id) : list.settle(id));
    const found = await discover(id);
    if (found.length === 0) return;
    if ((await readAccount(id))?.state.phase === 'signed_out') await list.leave(id);
    // Not awaited: the refresh before may hold the place that these wait for.
    safely(() => scheduler.refreshNow(found));
  }

  const saver = createAddressSaver(list, signIn, deps);
  const followPolicy = createPolicyWatch(saver, update);

  async function update(): Promise<void> {
    await repaintBadge();
    if (await scheduler.ensureScheduled()) await scheduler.refreshDue();
  }

  /** Corrects what time, or a clock that was set, has made wrong: the badge, the alarms, an overdue balance. */
  async function wakeUp(): Promise<void> {
    wokenAt = now();
    // The browser may take seconds for the policy.
    followPolicy();
    await update();
  }

  return {
    accountOf,
    list,
    scheduler,
    signIn,
    handleCommand: createCommandHandler({
      accountOf,
      list,
      scheduler,
      signIn,
      saveAddress: saver.save,
      withPreferences,
      repaintBadge,
      now,
    }),
    wakeUp,
    followPolicy,
    /** Refreshes all accounts, and shows the welcome page after an installation unless the policy is against it. */
    onInstalled: async (reason: string) => {
      await followPolicy();
      safely(() => scheduler.refreshNow());
      if (reason !== 'install') return;
      if ((await browser.management?.getSelf())?.installType === 'admin') {
        await deps.sleep(MAX_POLICY_DELAY_MS);
        await followPolicy();
      }
      if ((await policyItem.get()).welcome === false) return;
      await browser.tabs.create({ url: browser.runtime.getURL('/welcome.html') });
    },
    /** Wakes up because the browser is in use, at most once a minute. */
    onBrowserUse: async () => {
      if (!isRecent(wokenAt, MIN_WAKE_UP_INTERVAL_MS, now())) await wakeUp();
    },
    /** Refreshes the accounts whose host permission was missing, or is missing now. */
    onPermissionsChanged: async () => {
      const refreshes = (await readAccounts()).all.map(async ({ id, address, state }) => {
        const isMissing = state.problem?.kind === 'permission_missing';
        if (isMissing || !(await mayReach(address)))
          await accountOf(id).refresher.refresh('permission');
      });
      await Promise.all(refreshes);
    },
    onTabRemoved: async (tabId: number) => {
      await Promise.all(
        (await readAccounts()).all.map(({ id }) => accountOf(id).topUp.onTabRemoved(tabId)),
      );
    },
    /** Shows the account of a notification. Where the popup cannot be opened, a low balance leads to its top-up. */
    onNotificationClick: async (kind: NotificationKind, id: number) => {
      if (!(await readAccount(id))) return;
      await scheduler.recordUse(id);
      await list.switchTo(id);
      if (!(await openPopup()) && kind === 'low-balance') await accountOf(id).topUp.start();
      await scheduler.reschedule([id]);
    },
  };
}
