import { browser } from '../../browser/browser.ts';
import { safely } from '../../browser/safely.ts';
import { FIRST_ID } from '../../domain/account-list.ts';
import { accountName } from '../../domain/account-name.ts';
import { t } from '../../i18n/t.ts';
import { readAccounts } from '../../storage/accounts.ts';

const KINDS = ['low-balance', 'top-up', 'budget'] as const;

const ID = new RegExp(`^(${KINDS.join('|')})(?:-(\\d+))?$`, 'u');

/** What a notification is about. There is never more than one about the same of an account. */
export type NotificationKind = (typeof KINDS)[number];

/** The browser's id of a notification. That of the first account is the one of version 0.1.0. */
function notificationId(kind: NotificationKind, account: number): string {
  return account === FIRST_ID ? kind : `${kind}-${account}`;
}

/** Whether the extension may notify: the permission is optional, and some browsers have no notifications. */
export async function mayNotify(): Promise<boolean> {
  if (!browser.notifications?.create) return false;
  return browser.permissions.contains({ permissions: ['notifications'] });
}

/**
 * Shows a notification about an account, in place of an earlier one of the same kind. It names the account if
 * there are several, unless balances are hidden. A failure is logged.
 */
export async function notify(
  kind: NotificationKind,
  account: number,
  message: string,
): Promise<void> {
  await safely(async () => {
    const { accounts } = await readAccounts();
    const about = accounts.find(({ id }) => id === account);
    const isNamed = about && accounts.length > 1 && !about.preferences.hidden;
    await browser.notifications.create(notificationId(kind, account), {
      type: 'basic',
      iconUrl: browser.runtime.getURL('/icon/128.png'),
      title: isNamed ? `${t('extensionName')} – ${accountName(about)}` : t('extensionName'),
      message,
    });
  });
}

/** Removes notifications of an account that are no longer true or must no longer be seen. */
export async function clearNotifications(
  account: number,
  kinds: readonly NotificationKind[] = KINDS,
): Promise<void> {
  const ids = kinds.map((kind) => notificationId(kind, account));
  await Promise.all(ids.map((id) => safely(() => browser.notifications?.clear(id))));
}

/**
 * Calls `listener` when one of our notifications is clicked, and removes that notification. Returns `false`
 * if the browser has no such event, which may be because the permission is not granted yet.
 */
export function onNotificationClick(
  listener: (kind: NotificationKind, account: number) => void,
): boolean {
  if (!browser.notifications?.onClicked) return false;
  browser.notifications.onClicked.addListener((name) => {
    const [, kind, account = FIRST_ID] = ID.exec(name) ?? [];
    if (!kind) return;
    clearNotifications(Number(account), [kind as NotificationKind]);
    listener(kind as NotificationKind, Number(account));
  });
  return true;
}
