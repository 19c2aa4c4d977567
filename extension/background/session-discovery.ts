import { INITIAL_LIST } from '../domain/account-list.ts';
import { INITIAL_STATE } from '../domain/account-state.ts';
import { readAccounts } from '../storage/accounts.ts';
import { accountListItem } from '../storage/items.ts';
import { type AccountListStore, type ListedAccount, slotsAt } from './account-list.ts';

export function createSessionDiscovery(
  list: AccountListStore,
  accountOf: (id: number) => ListedAccount,
) {
  /**
   * Adds the accounts that the browser has a session of at the proxy of the account `id`, as after a reinstallation
   * of the extension, unless the list has been stored before. Resolves to their ids.
   */
  return async (id: number): Promise<number[]> => {
    if ((await accountListItem.get()) !== null) return [];
    const { requests, store: accountStore } = accountOf(id);
    const signal = accountStore.requestSignal();
    const result = await requests.send((proxy) => proxy.sessions(signal), signal);
    // Version 0.1.0 of the proxy has no such route. After any other failure the next refresh tries again.
    const isOver = result.kind !== 'failed' || result.problem === 'proxy_failed';
    if (!isOver || signal.aborted) return [];
    return list.runExclusive(async ({ add }) => {
      // Another command may have stored the list meanwhile.
      if ((await accountListItem.get()) === null) await accountListItem.set(INITIAL_LIST);
      const { all } = await readAccounts();
      const account = all.find((one) => one.id === id);
      if (!account || result.kind !== 'ok') return [];
      const taken = slotsAt(all, account.address);
      const found = result.value.slots.filter((slot) => !taken.includes(slot));
      const ids: (number | null)[] = [];
      for (const slot of found) ids.push(await add(account.address, slot, INITIAL_STATE));
      return ids.filter((added) => added !== null);
    });
  };
}
