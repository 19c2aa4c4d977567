import { browser } from 'wxt/browser';
import { minutesBetweenLooks } from '../account/pacing.ts';
import { onCommand } from '../commands/commands.ts';
import { keepAlarm, onAlarm } from './alarm.ts';
import type { Companion } from './companion.ts';

/**
 * Hears everything that the background acts on. Must run synchronously when the worker starts, or
 * the event that woke it is lost.
 */
export function listen({ keeper, asking, login, carryOut }: Companion): void {
  const look = () => asking.refresh('alarm');
  onCommand(carryOut);
  onAlarm(look);
  browser.runtime.onInstalled.addListener(look);
  browser.runtime.onStartup.addListener(look);
  browser.permissions.onAdded.addListener(() => asking.refresh('permission'));
  browser.permissions.onRemoved.addListener(() => asking.refresh('permission'));
  browser.tabs.onUpdated.addListener((tabId, change, tab) => {
    const url = change.url ?? (change.status === 'complete' ? tab.url : undefined);
    if (url) login.tabShows(tabId, url);
  });
  browser.tabs.onRemoved.addListener((tabId) => login.tabGone(tabId));
  browser.windows?.onRemoved.addListener((windowId) => login.windowGone(windowId));
  keeper.repaint();
  keepAlarm(minutesBetweenLooks());
}
