import { safely } from '../browser/safely.ts';
import { isOverdue, minutesUntilRefresh, type Pace } from '../domain/refresh-policy.ts';
import { isCreditAwaited } from '../domain/top-up/credit.ts';
import { accountItem, activityItem, preferencesItem, topUpItem } from '../storage/items.ts';
import { ensureHourlyAlarm, hasRefreshAlarm, setRefreshAlarm } from './alarms.ts';

/** Says when the background looks at the balance by itself. */
export interface RefreshScheduler {
  /** Sets the next look anew, from all that is known now: after each look, and when something has changed. */
  reschedule(): Promise<void>;
  /**
   * Sets it only where it is lost or too far away: the browser or the extension is new, or the clock was
   * set back. Gives whether the balance should have been looked at by now.
   */
  ensureScheduled(): Promise<boolean>;
}

/** `now` gives Unix milliseconds, `random` a number from 0 to 1. */
export function createRefreshScheduler(now: () => number, random: () => number): RefreshScheduler {
  /** What the pace depends on, as it is now. */
  async function read(): Promise<Pace> {
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
      awaitsTopUp: isCreditAwaited(topUp, now()),
    };
  }

  async function schedule(pace: Pace): Promise<void> {
    await setRefreshAlarm(minutesUntilRefresh(pace, now(), random()), now());
  }

  return {
    reschedule: async () => {
      await safely(() => ensureHourlyAlarm(now()));
      await schedule(await read());
    },
    ensureScheduled: async () => {
      await safely(() => ensureHourlyAlarm(now()));
      const pace = await read();
      const longest = minutesUntilRefresh(pace, now(), 1);
      if (longest !== null && (await hasRefreshAlarm(longest, now()))) return false;
      await schedule(pace);
      return longest !== null && isOverdue(pace.state, longest, now());
    },
  };
}
