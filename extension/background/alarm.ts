import { browser } from 'wxt/browser';

const NAME = 'look-at-balance';

/**
 * Makes sure that the alarm rings every `minutes`. One that is set already is left alone: made anew
 * at each start of the worker, it would never ring.
 */
export async function keepAlarm(minutes: number): Promise<void> {
  const alarm = await browser.alarms.get(NAME);
  if (alarm?.periodInMinutes !== minutes) {
    await browser.alarms.create(NAME, { periodInMinutes: minutes });
  }
}

/** Calls `ring` whenever the alarm rings. */
export function onAlarm(ring: () => void): void {
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === NAME) ring();
  });
}
