import { browser } from 'wxt/browser';

/** Rings once, and is set anew after each look. */
const NEXT_LOOK = 'next-look';

/** Rings for ever, and sees to it that the other one is set. */
const SAFETY_NET = 'look-at-balance';

/** Minutes between two rings of the safety net. */
const NET_PERIOD = 60;

/** Milliseconds by which an alarm may ring late without being lost. */
const LATE = 60_000;

/** Sets the time of the next look (Unix milliseconds), or `null` for none. */
export async function setNextLook(at: number | null): Promise<void> {
  if (at === null) await browser.alarms.clear(NEXT_LOOK);
  else await browser.alarms.create(NEXT_LOOK, { when: at });
}

/** Whether a next look is set that has not been missed. `now` is Unix milliseconds. */
export async function hasNextLook(now: number): Promise<boolean> {
  const alarm = await browser.alarms.get(NEXT_LOOK);
  return alarm !== undefined && alarm.scheduledTime > now - LATE;
}

/**
 * Makes sure that the safety net is there. One that is set already is left alone: made anew at each
 * start of the worker, it would never ring.
 */
export async function keepSafetyNet(): Promise<void> {
  const alarm = await browser.alarms.get(SAFETY_NET);
  if (alarm?.periodInMinutes !== NET_PERIOD) {
    await browser.alarms.create(SAFETY_NET, { periodInMinutes: NET_PERIOD });
  }
}

/** Calls `look` when it is time for the next look, `check` when the safety net rings. */
export function onAlarm(look: () => void, check: () => void): void {
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === NEXT_LOOK) look();
    if (name === SAFETY_NET) check();
  });
}
