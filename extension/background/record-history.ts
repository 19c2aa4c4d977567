import type { AccountState, ReceivedSnapshot } from '../domain/account-state.ts';
import { withSample } from '../domain/usage/add-sample.ts';
import type { AccountItems } from '../storage/items.ts';

/**
 * Adds the account in `state` to the history. The times are those of the response: the browser's clock may
 * have been set since it came.
 */
export async function recordSample(
  history: AccountItems['history'],
  state: AccountState,
  { receivedAt, otherTime }: Pick<ReceivedSnapshot, 'receivedAt' | 'otherTime'>,
): Promise<void> {
  if (state.phase !== 'signed_in') return;
  await history.set(withSample(await history.get(), state.account, receivedAt, otherTime));
}
