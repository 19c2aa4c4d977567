import { browser } from 'wxt/browser';
import { onCommand } from '../commands/commands.ts';
import { onNoticeClick } from '../notices/notify.ts';
import { onAlarm } from './alarm.ts';
import type { Companion } from './companion.ts';
import { welcomeNewcomer } from './first-run.ts';

/**
 * Hears everything that the background acts on. Must run synchronously when the worker starts, or
 * the event that woke it is lost. `scope` is where the browser says that it is online again.
 */
export function listen(
  companion: Companion,
  scope: Pick<EventTarget, 'addEventListener'> = globalThis,
): void {
  const { keeper, asking, login, topUp, pacer } = companion;
  const look = () => asking.refresh('alarm');
  const hearNoticeClicks = () => onNoticeClick((id) => companion.noticeClicked(id));
  let hearsNoticeClicks = hearNoticeClicks();
  onCommand(companion.carryOut);
  onAlarm(look, () => pacer.keep());
  browser.runtime.onInstalled.addListener(({ reason }) => {
    look();
    welcomeNewcomer(reason);
  });
  browser.runtime.onStartup.addListener(look);
  browser.permissions.onAdded.addListener(({ origins }) => {
    if (!hearsNoticeClicks) hearsNoticeClicks = hearNoticeClicks();
    if (origins?.length) asking.refresh('permission');
  });
  browser.permissions.onRemoved.addListener(({ origins }) => {
    if (origins?.length) asking.refresh('permission');
  });
  browser.tabs.onUpdated.addListener((tabId, change, tab) => {
    const url = change.url ?? (change.status === 'complete' ? tab.url : undefined);
    if (url) login.tabShows(tabId, url);
  });
  browser.tabs.onCreated.addListener((tab) => {
    login.tabCreated(tab);
  });
  browser.tabs.onRemoved.addListener((tabId) => {
    login.tabGone(tabId);
    topUp.tabGone(tabId);
  });
  browser.windows?.onRemoved.addListener((windowId) => login.windowGone(windowId));
  // Wakes no worker that sleeps; one that runs need not wait for its alarm.
  scope.addEventListener?.('online', () => asking.refresh('online'));
  keeper.repaint();
  pacer.keep();
}
