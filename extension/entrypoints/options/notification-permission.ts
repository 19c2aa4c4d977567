import { send } from '../../background/messages.ts';
import type { Permissions } from '../../browser/permissions.ts';
import { requestPermissions } from '../../browser/permissions.ts';
import type { Preferences } from '../../domain/preferences.ts';

/** The permission that notifications need; asked for when the first of them is switched on. */
export const NOTICE_PERMISSION: Permissions = { permissions: ['notifications'] };

/** The two kinds of notification, each on or off. */
export type Notices = Pick<Preferences, 'lowBalanceNotification' | 'creditNotification'>;

/** What the user gets: without the permission there are none, whatever was chosen. */
export function noticesInForce(chosen: Notices, mayNotify: boolean): Notices {
  const { lowBalanceNotification, creditNotification } = chosen;
  return {
    lowBalanceNotification: lowBalanceNotification && mayNotify,
    creditNotification: creditNotification && mayNotify,
  };
}

/**
 * Switches one kind on or off; call it directly from the click. `shown` is what the switches say
 * now: it is saved with the change, so that a permission given for one kind never brings back
 * another one that had gone off. Rejects where the background did not carry it out.
 */
export async function switchNotice(
  kind: keyof Notices,
  on: boolean,
  shown: Notices,
): Promise<'on' | 'off' | 'refused'> {
  if (on && (await requestPermissions(NOTICE_PERMISSION)) !== 'granted') return 'refused';
  await send({ type: 'set_preferences', changes: { ...shown, [kind]: on } });
  return on ? 'on' : 'off';
}
