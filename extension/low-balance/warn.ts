import { situationOf } from '../account/situation.ts';
import type { AccountState } from '../account/state.ts';
import { mayNotify, type Notice, notify, withdraw } from '../notices/notify.ts';
import { alertItem, preferencesItem } from '../storage/items.ts';
import { alertAfter } from './alert.ts';

/**
 * Tells the user, where that is wanted, that the balance which has just arrived is low. What is told is
 * written down first: a worker stopped in between loses one notification, and never repeats one at
 * each start. `now` is Unix milliseconds.
 */
export async function warnIfLow(state: AccountState, now: number): Promise<void> {
  const [preferences, before] = await Promise.all([preferencesItem.get(), alertItem.get()]);
  const situation = situationOf(state, preferences, false, now);
  const wanted = preferences.lowNotice && (await mayNotify());
  const after = alertAfter(before, situation, preferences.threshold, wanted);
  if (after === before || !('account' in state)) return;
  await alertItem.set(after);
  if (after.told === null) await withdraw(['low-balance']);
  else await notify('low-balance', lowNotice(state.account.balance_formatted, preferences.hidden));
}

/** What to say of a balance that is low. */
export function lowNotice(balance: string, hidden: boolean): Notice {
  return hidden ? { words: 'noticeLowHidden', gaps: [] } : { words: 'noticeLow', gaps: [balance] };
}
