import type { AccountState } from '../account/state.ts';
import { historyItem } from '../storage/items.ts';
import { withSample } from './record.ts';

/** Adds the account that has just arrived to its history. `now` is Unix milliseconds. */
export async function recordSample(state: AccountState, now: number): Promise<void> {
  if (state.phase !== 'signed_in') return;
  await historyItem.set(withSample(await historyItem.get(), state.account, now));
}

/** Forgets everything that was seen; what arrives next begins anew. */
export async function deleteHistory(): Promise<void> {
  await historyItem.set(null);
}
