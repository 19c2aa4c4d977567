import { type Permissions, requestPermissions } from '../../browser/permissions.ts';
import type { Preferences } from '../../domain/preferences.ts';
import { type ChangeResult, saveSwitch } from './use-change.ts';

/** Notifications need this permission. It is requested when the first kind is switched on. */
export const NOTIFICATION_PERMISSION: Permissions = { permissions: ['notifications'] };

/** The kinds of notification, each on or off. */
export type Notifications = Pick<
  Preferences,
  'lowBalanceNotification' | 'creditNotification' | 'budgetNotification'
>;

/** What the switches show: without the permission no notification appears, whatever the user chose. */
export function shownNotifications(preferences: Notifications, mayNotify: boolean): Notifications {
  return {
    lowBalanceNotification: mayNotify && preferences.lowBalanceNotification,
    creditNotification: mayNotify && preferences.creditNotification,
    budgetNotification: mayNotify && preferences.budgetNotification,
  };
}

/**
 * Switches one kind on or off for the account with the id `account`; must be called directly from the click.
 * `shown`, the current state of the switches, is saved with the change: otherwise a permission granted for one kind
 * would bring back another kind that had gone off. Rejects if the background did not save the change.
 */
export async function switchNotification(
  account: number,
  kind: keyof Notifications,
  on: boolean,
  shown: Notifications,
): Promise<ChangeResult> {
  if (on && (await requestPermissions(NOTIFICATION_PERMISSION)) !== 'granted') {
    const message = { title: 'notificationsRefused', text: 'notificationsRefusedText' } as const;
    return { kind: 'problem', message };
  }
  return saveSwitch(account, { ...shown, [kind]: on }, on);
}
