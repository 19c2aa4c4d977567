import type { AccountState } from '../domain/account-state.ts';
import { withSample } from '../domain/usage/record.ts';
import { historyItem } from '../storage/items.ts';

/**
 * Adds the account that has just arrived to its history. `receivedAt` is when it came, by the browser's
 * clock, which may have been set since; `otherTime` is the proxy's time where it is days away. Both are Unix
 * milliseconds.
 */
export async function recordSample(
  state: AccountState,
  receivedAt: number,
  otherTime?: number,
): Promise<void> {
  if (state.phase !== 'signed_in') return;
  await historyItem.set(withSample(await historyItem.get(), state.account, receivedAt, otherTime));
}

/** Forgets everything that was seen; what arrives next begins anew. */
export async function deleteHistory(): Promise<void> {
  await historyItem.set(null);
}
