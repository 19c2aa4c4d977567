import { browser } from '../browser/browser.ts';
import { MIN_ALARM_MINUTES } from '../domain/refresh-policy.ts';
import { isAlarmInTime } from '../domain/stored-time.ts';

// Both names are those of version 0.1.0: an alarm may outlive an update of the extension.

/** Rings for the next refresh. It is set again after each refresh. */
const REFRESH_ALARM = 'next-look';

/** Rings every hour to make sure that the refresh alarm is set. */
const HOURLY_ALARM = 'look-at-balance';

const HOUR_MINUTES = 60;

/**
 * Schedules the next refresh at `at`; `null` cancels it. Both times are Unix milliseconds. The alarm repeats, so that
 * a refresh that fails before it schedules the next one is not the last.
 */
export async function setRefreshAlarm(at: number | null, now: number): Promise<void> {
  if (at === null) await browser.alarms.clear(REFRESH_ALARM);
  else {
    const possible = Math.max(MIN_ALARM_MINUTES, (at - now) / 60_000);
    await browser.alarms.create(REFRESH_ALARM, repeated(possible, now));
  }
}

/**
 * Sets the hourly alarm if it is not set. Setting it at each start of the worker would put it off for ever.
 * `now` is Unix milliseconds.
 */
export async function ensureHourlyAlarm(now: number): Promise<void> {
  const alarm = await browser.alarms.get(HOURLY_ALARM);
  const isSet =
    alarm?.periodInMinutes === HOUR_MINUTES &&
    isAlarmInTime(alarm.scheduledTime, HOUR_MINUTES * 60_000, now);
  if (!isSet) await browser.alarms.create(HOURLY_ALARM, repeated(HOUR_MINUTES, now));
}

function repeated(minutes: number, now: number) {
  return { when: now + minutes * 60_000, periodInMinutes: minutes };
}

export function onAlarm(onRefresh: () => Promise<void>, onHour: () => Promise<void>): void {
  browser.alarms.onAlarm.addListener(async ({ name }) => {
    if (name === REFRESH_ALARM) await onRefresh();
    if (name === HOURLY_ALARM) await onHour();
  });
}
