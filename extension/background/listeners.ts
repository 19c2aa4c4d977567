import { browser } from '../browser/browser.ts';
import { safely } from '../browser/safely.ts';
import { onAlarm } from './alarms.ts';
import type { Background } from './create-background.ts';
import { onCommand } from './messages.ts';
import { onNotificationClick } from './notifications/notify.ts';
import { openWelcomePage } from './open-welcome-page.ts';

/**
 * Hears everything that the background acts on. Must run synchronously when the worker starts, or
 * the event that woke it is lost. `scope` is where the browser says that it is online again. An event
 * that the browser does not have, or that cannot be acted on, concerns none of the others.
 */
export function listen(
  background: Background,
  scope: Pick<EventTarget, 'addEventListener'> = globalThis,
): void {
  const { refresher, signIn, topUp } = background;
  const look = () => safely(() => refresher.refresh('alarm'));
  const wakeUp = () => safely(() => background.wakeUp());
  const onBrowserUse = () => safely(() => background.onBrowserUse());
  const permissionsChanged = ({ origins }: { origins?: string[] }) => {
    if (origins?.length) safely(() => refresher.refresh('permission'));
  };
  const hearNoticeClicks = () =>
    onNotificationClick((id) => safely(() => background.onNotificationClick(id)));
  let hearsNoticeClicks = false;

  const registrations = [
    () => onCommand(background.handleCommand),
    () => onAlarm(look, wakeUp),
    () =>
      browser.runtime.onInstalled.addListener(({ reason }) => {
        look();
        safely(() => openWelcomePage(reason));
      }),
    () => browser.runtime.onStartup.addListener(look),
    () => {
      hearsNoticeClicks = hearNoticeClicks();
    },
    () =>
      browser.permissions.onAdded.addListener((added) => {
        if (!hearsNoticeClicks) hearsNoticeClicks = hearNoticeClicks();
        permissionsChanged(added);
      }),
    () => browser.permissions.onRemoved.addListener(permissionsChanged),
    () =>
      browser.tabs.onUpdated.addListener((tabId, change, tab) => {
        const url = change.url ?? (change.status === 'complete' ? tab.url : undefined);
        if (url) safely(() => signIn.onTabUrl(tabId, url));
        onBrowserUse();
      }),
    () =>
      browser.tabs.onCreated.addListener((tab) => {
        safely(() => signIn.onTabCreated(tab));
      }),
    () =>
      browser.tabs.onRemoved.addListener((tabId) => {
        safely(() => signIn.onTabRemoved(tabId));
        safely(() => topUp.onTabRemoved(tabId));
        onBrowserUse();
      }),
    () =>
      browser.windows?.onRemoved.addListener((windowId) => {
        safely(() => signIn.onWindowRemoved(windowId));
        onBrowserUse();
      }),
    // Wakes no worker that sleeps; one that runs need not wait for its alarm.
    () => scope.addEventListener?.('online', () => safely(() => refresher.refresh('online'))),
  ];
  for (const register of registrations) safely(register);
  wakeUp();
}
