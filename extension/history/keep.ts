import type { AccountState } from '../account/state.ts';
import { historyItem } from '../storage/items.ts';
import { withSample } from './samples.ts';

/** Adds the account that has just arrived to its history. */
export async function recordSample(state: AccountState): Promise<void> {
  if (state.phase !== 'signed_in') return;
  await historyItem.set(withSample(await historyItem.get(), state.account));
}

/** Forgets everything that was seen; what arrives next begins anew. */
export async function deleteHistory(): Promise<void> {
  await historyItem.set(null);
}
