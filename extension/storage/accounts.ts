import {
  type AccountEntry,
  type AccountList,
  FIRST_ID,
  IDS,
  INITIAL_LIST,
  isDraft,
  shownId,
  withEntries,
} from '../domain/account-list.ts';
import type { AccountState } from '../domain/account-state.ts';
import type { Policy } from '../domain/policy.ts';
import { ownPreferences, type Preferences, sharedPreferences } from '../domain/preferences.ts';
import { readTogether } from './define-item.ts';
import { accountItems, accountListItem, policyItem } from './items.ts';

/** An account of the list with its proxy's address, its state and the preferences that count for it. */
export interface StoredAccount extends AccountEntry {
  address: string;
  state: AccountState;
  preferences: Preferences;
  /** What the organization has set, the same for all accounts. */
  policy: Policy;
}

/** All accounts. */
export interface StoredAccounts {
  /** In the user's order, without the one that is being added. */
  accounts: readonly StoredAccount[];
  /** The same, and the one that is being added. */
  all: readonly StoredAccount[];
  /** The account that the badge shows. */
  active: StoredAccount;
  /** The account that the pages show: the one that is being added, else the active one. */
  shown: StoredAccount;
}

/**
 * Reads the account list, which is {@link INITIAL_LIST} until another one is stored, and its accounts. An account whose
 * address is unreadable is left out.
 */
export async function readAccounts(): Promise<StoredAccounts & { list: AccountList }> {
  const items = IDS.flatMap((id) => {
    const { address, state, preferences } = accountItems(id);
    return [address, state, preferences];
  });
  const storedValue = await readTogether([accountListItem, policyItem, ...items]);
  const { active, entries } = storedValue(accountListItem) ?? INITIAL_LIST;
  const policy = storedValue(policyItem);
  const shared = storedValue(accountItems(FIRST_ID).preferences);
  const read = (entry: AccountEntry): StoredAccount => {
    const { address, state, preferences } = accountItems(entry.id);
    return {
      ...entry,
      address: storedValue(address) as string,
      state: storedValue(state),
      preferences: {
        ...shared,
        ...ownPreferences(storedValue(preferences)),
        ...sharedPreferences(policy),
        ...ownPreferences(policy),
      },
      policy,
    };
  };
  const list = withEntries(
    active,
    entries.filter(({ id }) => storedValue(accountItems(id).address) !== null),
  );
  const all = list.entries.map(read);
  const find = (id: number) => all.find((account) => account.id === id) as StoredAccount;
  return {
    list,
    accounts: all.filter((account) => !isDraft(account)),
    all,
    active: find(list.active),
    shown: find(shownId(list)),
  };
}

/** Reads one account. `undefined` if it is not in the list. */
export async function readAccount(id: number): Promise<StoredAccount | undefined> {
  return (await readAccounts()).all.find((account) => account.id === id);
}
