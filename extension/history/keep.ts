import type { AccountState } from '../account/state.ts';
import { historyItem } from '../storage/items.ts';
import { withSample } from './record.ts';

/**
 * Adds the account that has just arrived to its history. `now` is Unix milliseconds, and so is `otherTime`, the
 * proxy's time where it is days away.
 */
export async function recordSample(
  state: AccountState,
  now: number,
  otherTime?: number,
): Promise<void> {
  if (state.phase !== 'signed_in') return;
  await historyItem.set(withSample(await historyItem.get(), state.account, now, otherTime));
}

/** Forgets everything that was seen; what arrives next begins anew. */
export async function deleteHistory(): Promise<void> {
  await historyItem.set(null);
}
