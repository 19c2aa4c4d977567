import { withActive, withChanges, withoutEntry } from '../domain/account-list.ts';
import type { ReceivedSnapshot } from '../domain/account-state.ts';
import { accountReceived, sessionMissing } from '../domain/account-transitions.ts';
import { readAccounts } from '../storage/accounts.ts';
import type { AccountListStore, ListedAccount } from './account-list.ts';

/** `now` returns Unix milliseconds. */
export function createSessionTakeover(
  list: AccountListStore,
  accountOf: (id: number) => ListedAccount,
  now: () => number,
) {
  /**
   * Looks for another account of the list with the same user at the same proxy as a snapshot that arrived for the
   * account `id`. If there is one, it takes over the snapshot and the session, whose slot it swaps with its own; its
   * own session ends. The account `id` leaves the list unless it was another user's. Resolves to whether there was one.
   */
  return async (id: number, received: ReceivedSnapshot, signal: AbortSignal): Promise<boolean> => {
    const taken = await list.runExclusive(async ({ store }) => {
      if (signal.aborted) return null;
      const { accounts, all } = await readAccounts();
      const from = all.find((account) => account.id === id);
      const owner = accounts.find(
        ({ id: other, address, state }) =>
          other !== id &&
          address === from?.address &&
          'account' in state &&
          state.account.id === received.account.id,
      );
      if (!from || !owner || owner.slot === from.slot) return null;
      const isOthers = 'account' in from.state && from.state.account.id !== received.account.id;
      const { store: ownerStore } = accountOf(owner.id);
      // Responses that are on their way come from the slots as they were.
      ownerStore.abortRequests();
      accountOf(id).store.abortRequests();
      await store((before) => {
        const given = withChanges(before, owner.id, { slot: from.slot, replacedAt: now() });
        const swapped = withChanges(given, id, { slot: owner.slot });
        return withActive(isOthers ? swapped : withoutEntry(swapped, id), owner.id);
      });
      const receive = (state: typeof owner.state) =>
        accountReceived(state, received, now(), 'sign_in');
      await ownerStore.change(receive, received);
      if (isOthers) await accountOf(id).store.change(sessionMissing);
      return { ...from, slot: owner.slot };
    });
    if (!taken) return false;
    await list.endSession(taken);
    return true;
  };
}
