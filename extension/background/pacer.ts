import { minutesBetweenLooks } from '../account/pacing.ts';
import { accountItem, activityItem, preferencesItem, topUpItem } from '../storage/items.ts';
import { isAwaited } from '../top-up/rise.ts';
import { hasNextLook, keepSafetyNet, setNextLook } from './alarm.ts';

/** Says when the background looks at the balance by itself. */
export interface Pacer {
  /** Sets the next look anew, from all that is known now: after each look, and when something has changed. */
  plan(): Promise<void>;
  /** Sets it only where it is lost, as when the browser or the extension is new. */
  keep(): Promise<void>;
}

/** `now` gives Unix milliseconds, `random` a number from 0 to 1. */
export function createPacer(now: () => number, random: () => number): Pacer {
  async function plan(): Promise<void> {
    const [state, preferences, activity, topUp] = await Promise.all([
      accountItem.get(),
      preferencesItem.get(),
      activityItem.get(),
      topUpItem.get(),
    ]);
    const at = now();
    const pace = {
      state,
      minutes: preferences.minutes,
      usedAt: activity?.usedAt ?? null,
      awaitsTopUp: isAwaited(topUp, at),
    };
    const minutes = minutesBetweenLooks(pace, at, random());
    await setNextLook(minutes === null ? null : at + minutes * 60_000);
  }

  return {
    plan,
    keep: async () => {
      await keepSafetyNet();
      if (!(await hasNextLook(now()))) await plan();
    },
  };
}
