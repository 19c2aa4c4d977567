import { safely } from '../browser/safely.ts';
import { FIRST_ID } from '../domain/account-list.ts';
import {
  isOverdue,
  minutesUntilRefresh,
  type RefreshConditions,
} from '../domain/refresh-policy.ts';
import { isCreditAwaited } from '../domain/top-up.ts';
import { readAccounts, type StoredAccount } from '../storage/accounts.ts';
import { accountItems, activityItem } from '../storage/items.ts';
import { createMutex } from './mutex.ts';
import { ensureHourlyAlarm, setRefreshAlarm } from './refresh-alarm.ts';
import { createRequestLimit } from './request-limit.ts';

/** Decides when the background refreshes each account without a user. One alarm serves all of them. */
export type RefreshScheduler = ReturnType<typeof createRefreshScheduler>;

/** Milliseconds between two accounts whose refreshes are due at the same time. */
const SPREAD_MS = 1_000;

/** How early an alarm may ring. */
const MAX_EARLY_MS = 1_000;

/** `now` returns Unix milliseconds, `random` a number from 0 to 1, `sleep` waits for milliseconds. */
export interface SchedulerDeps {
  now: () => number;
  random: () => number;
  sleep: (ms: number) => Promise<unknown>;
}

/** `refresh` refreshes the account with an id because it is due, and must not reject. */
export function createRefreshScheduler(
  { now, random, sleep }: SchedulerDeps,
  refresh: (id: number) => Promise<void>,
) {
  // Leaves room for a request that a user waits for.
  const oneByOne = createRequestLimit(1);
  const runExclusive = createMutex();

  async function readConditions(account: StoredAccount): Promise<RefreshConditions> {
    const [activity, topUp] = await Promise.all([
      activityItem.get(),
      accountItems(account.id).topUp.get(),
    ]);
    return {
      state: account.state,
      minutes: account.preferences.minutes,
      usedAt: activity?.usedAt ?? null,
      isLastUsed: (activity?.account ?? FIRST_ID) === account.id,
      awaitsCredit: isCreditAwaited(topUp, now()),
    };
  }

  /** All accounts with their conditions and the time of the next refresh, the active one first. */
  async function readSchedule() {
    const { accounts, active } = await readAccounts();
    const inOrder = [active, ...accounts.filter(({ id }) => id !== active.id)];
    return Promise.all(
      inOrder.map(async (account) => {
        const { refreshAt } = accountItems(account.id);
        const conditions = await readConditions(account);
        return { ...account, conditions, refreshAt, dueAt: await refreshAt.get() };
      }),
    );
  }
  type Scheduled = Awaited<ReturnType<typeof readSchedule>>[number];

  const nextAt = (conditions: RefreshConditions, since: number) => {
    const minutes = minutesUntilRefresh(conditions, since, random());
    return minutes === null ? null : since + minutes * 60_000;
  };

  async function setDueAt(account: Scheduled, dueAt: number | null): Promise<void> {
    if (dueAt !== account.dueAt) await account.refreshAt.set(dueAt);
    account.dueAt = dueAt;
  }

  /** Sets the alarm for the first account that is due. */
  async function setAlarm(schedule: readonly Scheduled[]): Promise<void> {
    const times = schedule.map(({ dueAt }) => dueAt).filter((dueAt) => dueAt !== null);
    await setRefreshAlarm(times.length > 0 ? Math.min(...times) : null, now());
  }

  const isDue = ({ dueAt }: Scheduled) => dueAt !== null && dueAt <= now() + MAX_EARLY_MS;

  async function refreshIfDue(id: number, address: string): Promise<void> {
    await oneByOne(address, async () => {
      const account = (await readSchedule()).find((one) => one.id === id);
      if (account && isDue(account)) await refresh(id);
    });
  }

  async function refreshDue(): Promise<void> {
    const due = (await readSchedule()).filter(isDue);
    const refreshes = due.map(async ({ id, address }, index) => {
      if (index > 0) await sleep(index * SPREAD_MS);
      await safely(() => refreshIfDue(id, address));
    });
    await Promise.all(refreshes);
  }

  /** Sets the time of the next refresh of each account, which `next` may leave as it is, and the alarm. */
  function schedule(next: (account: Scheduled) => number | null): Promise<boolean> {
    return runExclusive(async () => {
      const schedule = await readSchedule();
      for (const account of schedule) await setDueAt(account, next(account));
      await setAlarm(schedule);
      return schedule.some(isDue);
    });
  }

  return {
    /** Schedules the next refresh of these accounts, or of all, from all that is known now. Never rejects. */
    reschedule: async (ids?: readonly number[]) => {
      const since = now();
      await safely(() => ensureHourlyAlarm(now()));
      await safely(() =>
        schedule(({ id, conditions, dueAt }) =>
          (ids?.includes(id) ?? true) ? nextAt(conditions, since) : dueAt,
        ),
      );
    },
    /**
     * Schedules what is not scheduled, or too far away: the browser or the extension is new, or the clock was set
     * back. Resolves to whether a refresh is due.
     */
    ensureScheduled: async () => {
      await safely(() => ensureHourlyAlarm(now()));
      return schedule(({ conditions, dueAt }) => {
        const maxMinutes = minutesUntilRefresh(conditions, now(), 1);
        if (maxMinutes === null) return null;
        if (dueAt !== null && dueAt <= now() + maxMinutes * 60_000) return dueAt;
        return isOverdue(conditions.state, maxMinutes, now()) ? now() : nextAt(conditions, now());
      });
    },
    /** Refreshes the accounts that are due: the active one at once, the others one after another. */
    refreshDue,
    /** Makes these accounts due, or all, and refreshes them. */
    refreshNow: async (ids?: readonly number[]) => {
      await schedule(({ id, dueAt }) => ((ids?.includes(id) ?? true) ? now() : dueAt));
      await refreshDue();
    },
    /** Notes that an account is in use, and is refreshed often for a while. Never rejects. */
    recordUse: (account: number) => safely(() => activityItem.set({ usedAt: now(), account })),
  };
}
