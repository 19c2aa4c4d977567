import type { AccountState, ReceivedSnapshot } from '../domain/account-state.ts';
import { withSample } from '../domain/usage/add-sample.ts';
import { historyItem } from '../storage/items.ts';

/**
 * Adds the account in `state` to its history. The times are those of the response: the browser's clock may
 * have been set since it came.
 */
export async function recordSample(
  state: AccountState,
  { receivedAt, otherTime }: Pick<ReceivedSnapshot, 'receivedAt' | 'otherTime'>,
): Promise<void> {
  if (state.phase !== 'signed_in') return;
  await historyItem.set(withSample(await historyItem.get(), state.account, receivedAt, otherTime));
}
