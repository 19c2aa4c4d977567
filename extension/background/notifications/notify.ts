import { browser } from '../../browser/browser.ts';
import { safely } from '../../browser/safely.ts';
import { t } from '../../i18n/t.ts';

/** What a notification is about. There is never more than one about the same. */
export const NOTIFICATION_IDS = ['low-balance', 'top-up'] as const;
export type NotificationId = (typeof NOTIFICATION_IDS)[number];

/** Whether the extension may notify: the permission is optional, and some browsers have no notifications. */
export async function mayNotify(): Promise<boolean> {
  if (!browser.notifications?.create) return false;
  return browser.permissions.contains({ permissions: ['notifications'] });
}

/** Shows a notification, in place of an earlier one with the same id. A failure is logged. */
export async function notify(id: NotificationId, message: string): Promise<void> {
  await safely(() =>
    browser.notifications.create(id, {
      type: 'basic',
      iconUrl: browser.runtime.getURL('/icon/128.png'),
      title: t('extensionName'),
      message,
    }),
  );
}

/** Removes notifications that are no longer true or must no longer be seen. */
export async function clearNotifications(
  ids: readonly NotificationId[] = NOTIFICATION_IDS,
): Promise<void> {
  await Promise.all(ids.map((id) => safely(() => browser.notifications?.clear(id))));
}

/**
 * Calls `listener` when one of our notifications is clicked, and removes that notification. Returns `false`
 * if the browser has no such event, which may be because the permission is not granted yet.
 */
export function onNotificationClick(listener: (id: NotificationId) => void): boolean {
  if (!browser.notifications?.onClicked) return false;
  browser.notifications.onClicked.addListener((name) => {
    const id = NOTIFICATION_IDS.find((one) => one === name);
    if (!id) return;
    clearNotifications([id]);
    listener(id);
  });
  return true;
}
