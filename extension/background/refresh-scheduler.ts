import { safely } from '../browser/safely.ts';
import {
  isOverdue,
  minutesUntilRefresh,
  type RefreshConditions,
} from '../domain/refresh-policy.ts';
import { isCreditAwaited } from '../domain/top-up.ts';
import { accountItem, activityItem, preferencesItem, topUpItem } from '../storage/items.ts';
import { ensureHourlyAlarm, hasRefreshAlarm, setRefreshAlarm } from './refresh-alarm.ts';

/** Decides when the background refreshes the balance without a user. */
export type RefreshScheduler = ReturnType<typeof createRefreshScheduler>;

/** `now` returns Unix milliseconds, `random` a number from 0 to 1. */
export function createRefreshScheduler(now: () => number, random: () => number) {
  async function readConditions(): Promise<RefreshConditions> {
    const [state, preferences, activity, topUp] = await Promise.all([
      accountItem.get(),
      preferencesItem.get(),
      activityItem.get(),
      topUpItem.get(),
    ]);
    return {
      state,
      minutes: preferences.minutes,
      usedAt: activity?.usedAt ?? null,
      awaitsCredit: isCreditAwaited(topUp, now()),
    };
  }

  async function schedule(conditions: RefreshConditions): Promise<void> {
    await setRefreshAlarm(minutesUntilRefresh(conditions, now(), random()), now());
  }

  return {
    /** Schedules the next refresh from all that is known now. Never rejects. */
    reschedule: async () => {
      await safely(() => ensureHourlyAlarm(now()));
      await safely(async () => schedule(await readConditions()));
    },
    /**
     * Schedules it only if it is not scheduled, or too far away: the browser or the extension is new, or the
     * clock was set back. Resolves to whether a refresh is overdue.
     */
    ensureScheduled: async () => {
      await safely(() => ensureHourlyAlarm(now()));
      const conditions = await readConditions();
      const maxMinutes = minutesUntilRefresh(conditions, now(), 1);
      if (maxMinutes !== null && (await hasRefreshAlarm(maxMinutes, now()))) return false;
      await schedule(conditions);
      return maxMinutes !== null && isOverdue(conditions.state, maxMinutes, now());
    },
    /** Notes that the extension is in use: refreshes are more frequent for a while. Never rejects. */
    recordUse: () => safely(() => activityItem.set({ usedAt: now() })),
  };
}
