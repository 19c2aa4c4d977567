import { browser } from '../browser/browser.ts';
import { isAlarmInTime } from '../domain/stored-time.ts';

/** Rings once, and is set anew after each look. */
const NEXT_LOOK = 'next-look';

/** Rings for ever, and sees to it that the other one is set. */
const SAFETY_NET = 'look-at-balance';

/** Minutes between two rings of the safety net. */
const NET_PERIOD = 60;

/**
 * Sets the next look so many minutes from `now` (Unix milliseconds), or `null` for none. It rings again
 * after as many minutes, so a look that fails before it sets the next one does not end them all.
 */
export async function setRefreshAlarm(minutes: number | null, now: number): Promise<void> {
  if (minutes === null) await browser.alarms.clear(NEXT_LOOK);
  else await browser.alarms.create(NEXT_LOOK, repeated(minutes, now));
}

/** Whether a next look is set for at most `maxMinutes` from `now` (Unix milliseconds). */
export async function hasRefreshAlarm(maxMinutes: number, now: number): Promise<boolean> {
  const alarm = await browser.alarms.get(NEXT_LOOK);
  return alarm !== undefined && isAlarmInTime(alarm.scheduledTime, maxMinutes * 60_000, now);
}

/**
 * Makes sure that the safety net is there. One that is set already is left alone: made anew at each
 * start of the worker, it would never ring. `now` is Unix milliseconds.
 */
export async function ensureHourlyAlarm(now: number): Promise<void> {
  const alarm = await browser.alarms.get(SAFETY_NET);
  const isSet =
    alarm?.periodInMinutes === NET_PERIOD &&
    isAlarmInTime(alarm.scheduledTime, NET_PERIOD * 60_000, now);
  if (!isSet) await browser.alarms.create(SAFETY_NET, repeated(NET_PERIOD, now));
}

function repeated(minutes: number, now: number) {
  return { when: now + minutes * 60_000, periodInMinutes: minutes };
}

/** Calls `look` when it is time for the next look, `check` when the safety net rings. */
export function onAlarm(look: () => Promise<void>, check: () => Promise<void>): void {
  browser.alarms.onAlarm.addListener(async ({ name }) => {
    if (name === NEXT_LOOK) await look();
    if (name === SAFETY_NET) await check();
  });
}
