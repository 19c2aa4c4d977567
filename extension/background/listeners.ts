import { browser } from '../browser/browser.ts';
import { safely } from '../browser/safely.ts';
import type { Background } from './create-background.ts';
import { onCommand } from './messages.ts';
import { onNotificationClick } from './notifications/notify.ts';
import { onAlarm } from './refresh-alarm.ts';

/**
 * Registers all event listeners. Must run synchronously when the worker starts, or the event that woke it is
 * lost. `scope` is where the browser fires `online`. An event that the browser lacks, or that cannot be
 * handled, does not affect the others.
 */
export function listen(
  background: Background,
  scope: Pick<EventTarget, 'addEventListener'> = globalThis,
): void {
  const { scheduler, signIn } = background;
  const refresh = () => safely(() => scheduler.refreshNow());
  const wakeUp = () => safely(() => background.wakeUp());
  const onBrowserUse = () => safely(() => background.onBrowserUse());
  const onPermissionsChanged = ({ origins }: { origins?: string[] }) => {
    if (origins?.length) safely(() => background.onPermissionsChanged());
  };
  let hasClickListener = false;
  // The event may exist only once the permission for notifications is granted.
  const listenForNotificationClicks = () => {
    if (hasClickListener) return;
    hasClickListener = onNotificationClick((kind, account) =>
      safely(() => background.onNotificationClick(kind, account)),
    );
  };

  const registrations = [
    () => onCommand(background.handleCommand),
    () => onAlarm(() => safely(() => scheduler.refreshDue()), wakeUp),
    () =>
      browser.runtime.onInstalled.addListener(({ reason }) => {
        safely(() => background.onInstalled(reason));
      }),
    () => browser.storage.managed.onChanged.addListener(() => background.followPolicy()),
    () => browser.runtime.onStartup.addListener(refresh),
    listenForNotificationClicks,
    () =>
      browser.permissions.onAdded.addListener((added) => {
        listenForNotificationClicks();
        onPermissionsChanged(added);
      }),
    () => browser.permissions.onRemoved.addListener(onPermissionsChanged),
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
        safely(() => background.onTabRemoved(tabId));
        onBrowserUse();
      }),
    () =>
      browser.windows?.onRemoved.addListener((windowId) => {
        safely(() => signIn.onWindowRemoved(windowId));
        onBrowserUse();
      }),
    // Does not wake a worker that sleeps; one that runs need not wait for its alarm.
    () => scope.addEventListener?.('online', refresh),
  ];
  for (const register of registrations) safely(register);
  wakeUp();
}
