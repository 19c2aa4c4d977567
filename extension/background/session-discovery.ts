import { FIRST_ID, INITIAL_LIST } from '../domain/account-list.ts';
import { INITIAL_STATE } from '../domain/account-state.ts';
import { proxyResponded } from '../domain/problems.ts';
import { readAccount } from '../storage/accounts.ts';
import { accountListItem, readList } from '../storage/items.ts';
import type { AccountListStore, ListedAccount } from './account-list.ts';

/** Finds sessions that the browser has and the list lacks, as after a reinstallation of the extension. */
export type SessionDiscovery = ReturnType<typeof createSessionDiscovery>;

export function createSessionDiscovery(
  list: AccountListStore,
  accountOf: (id: number) => ListedAccount,
) {
  return {
    /**
     * Adds the accounts that the browser has a session of at the proxy of the account `id`, unless the list has been
     * stored before. Resolves to their ids.
     */
    discover: async (id: number): Promise<number[]> => {
      if ((await accountListItem.get()) !== null) return [];
      const { requests, store: accountStore } = accountOf(id);
      const signal = accountStore.requestSignal();
      const result = await requests.send((proxy) => proxy.sessions(signal), signal);
      // A proxy of version 0.1.0 responds with an error.
      const isAnswered =
        result.kind === 'ok' || (result.kind === 'failed' && proxyResponded(result.problem));
      if (!isAnswered || signal.aborted) return [];
      return list.runExclusive(async ({ add }) => {
        // Another command may have stored the list meanwhile.
        if ((await accountListItem.get()) === null) await accountListItem.set(INITIAL_LIST);
        const account = await readAccount(id);
        if (!account || result.kind !== 'ok') return [];
        const taken = await list.takenSlots(account.address);
        const found = result.value.slots.filter((slot) => !taken.includes(slot));
        const ids: (number | null)[] = [];
        for (const slot of found) ids.push(await add(account.address, slot, INITIAL_STATE));
        return ids.filter((added) => added !== null);
      });
    },
    /** Lets {@link discover} look again, because the only account has moved to another proxy. */
    repeat: () =>
      list.runExclusive(async () => {
        const { entries } = await readList();
        if (entries.length === 1 && entries[0]?.id === FIRST_ID) await accountListItem.set(null);
      }),
  };
}
