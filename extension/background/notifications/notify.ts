import { browser } from '../../browser/browser.ts';
import { safely } from '../../browser/safely.ts';
import type { MessageKey } from '../../domain/message.ts';
import { t } from '../../i18n/t.ts';

/** What a notification is about. There is never more than one about the same. */
export const NOTIFICATION_IDS = ['low-balance', 'top-up'] as const;
export type NotificationId = (typeof NOTIFICATION_IDS)[number];

/** What a notification says. `gaps` go into the sentence. */
export interface Notice {
  words: MessageKey;
  substitutions?: readonly string[];
}

/** Whether the browser lets us notify: the permission is optional, and some browsers have no notifications. */
export async function mayNotify(): Promise<boolean> {
  if (!browser.notifications?.create) return false;
  return browser.permissions.contains({ permissions: ['notifications'] });
}

/** Shows a notification in place of an earlier one about the same. Where that is not possible, nothing happens. */
export async function notify(
  id: NotificationId,
  { words, substitutions = [] }: Notice,
): Promise<void> {
  await safely(() =>
    browser.notifications.create(id, {
      type: 'basic',
      iconUrl: browser.runtime.getURL('/icon/128.png'),
      title: t('extensionName'),
      message: t(words, ...substitutions),
    }),
  );
}

/** Takes back what was said about `ids`, because it holds no longer, or is not to be seen any more. */
export async function clearNotifications(
  ids: readonly NotificationId[] = NOTIFICATION_IDS,
): Promise<void> {
  await Promise.all(ids.map((id) => safely(() => browser.notifications?.clear(id))));
}

/**
 * Calls `click` when a notification of ours is clicked. `false` where the browser has no such event,
 * which may be because the permission is not granted yet.
 */
export function onNotificationClick(click: (id: NotificationId) => void): boolean {
  if (!browser.notifications?.onClicked) return false;
  browser.notifications.onClicked.addListener((name) => {
    const id = NOTIFICATION_IDS.find((one) => one === name);
    if (!id) return;
    clearNotifications([id]);
    click(id);
  });
  return true;
}
