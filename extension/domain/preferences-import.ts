import { type Policy, unmanaged } from './policy.ts';
import type { PreferenceChanges, Preferences } from './preferences.ts';
import type { AccountInFile, FileAccount, PreferencesFile } from './preferences-file.ts';

/** An account of the list, in the user's order. */
export interface PresentAccount extends AccountInFile {
  id: number;
}

/** What changes for one account. `name` is empty if the account gets none of its own. */
export interface AccountChanges<A> {
  account: A;
  name?: string;
  preferences: PreferenceChanges;
}

/** What a file changes. Members that are equal already, and those that the file lacks, are left out. */
export interface ImportPlan<A> {
  /** For all accounts. */
  shared: PreferenceChanges;
  accounts: readonly AccountChanges<A>[];
  /** All accounts in their new order; `null` if the order stays. */
  order: readonly A[] | null;
  /** The preferences that the file would change if the policy did not set them. */
  managed: readonly (keyof Preferences)[];
  /** The accounts of the file that are not in the list. */
  missing: readonly FileAccount[];
}

/**
 * Compares a file with the accounts of the list. Accounts are the same if they are at the same proxy and in the same
 * slot there. What the `policy` sets stays. Those that are left at that proxy are paired by the order of their slots,
 * which no import changes.
 */
export function planImport<A extends PresentAccount>(
  file: PreferencesFile,
  present: readonly A[],
  policy: Policy = { proxyUrls: [] },
): ImportPlan<A> {
  const [first] = present;
  const pairs = matchAccounts(file.accounts, present);
  const all = pairs.map(([wanted, account]) => changesOf(wanted, account));
  const shared = first ? changed(file.preferences, first.preferences) : {};
  const different = [shared, ...all.map(({ preferences }) => preferences)].flatMap(Object.keys);
  const accounts = all
    .map((changes) => ({ ...changes, preferences: unmanaged(changes.preferences, policy) }))
    .filter(({ name, preferences }) => name !== undefined || Object.keys(preferences).length > 0);
  const order = inOrderOf(
    pairs.map(([, account]) => account),
    present,
  );
  return {
    shared: unmanaged(shared, policy),
    accounts,
    order: order.some((account, index) => account !== present[index]) ? order : null,
    managed: [...new Set(different)].filter((name) => name in policy) as (keyof Preferences)[],
    missing: file.accounts.filter((wanted) => !pairs.some(([other]) => other === wanted)),
  };
}

/** Whether there is anything to change in the list as it is. */
export function isEmpty({ shared, accounts, order }: ImportPlan<unknown>): boolean {
  return Object.keys(shared).length === 0 && accounts.length === 0 && order === null;
}

/** The accounts of a file, each with that of the list that is the same. In the order of the file. */
function matchAccounts<A extends PresentAccount>(
  wanted: readonly FileAccount[],
  present: readonly A[],
): [FileAccount, A][] {
  const pairs = new Map<FileAccount, A>();
  const bySlot = (one: { slot?: number }, other: { slot?: number }) =>
    (one.slot ?? Infinity) - (other.slot ?? Infinity) || 0;
  const free = new Set(present.toSorted(bySlot));
  const pair = (isSame: (one: FileAccount, account: A) => boolean) => {
    for (const one of wanted.toSorted(bySlot)) {
      if (pairs.has(one)) continue;
      const account = [...free].find((other) => isSame(one, other));
      if (!account) continue;
      free.delete(account);
      pairs.set(one, account);
    }
  };
  pair((one, { address, slot }) => one.address === address && one.slot === slot);
  pair((one, { address }) => one.address === address);
  return wanted.flatMap((one) => {
    const account = pairs.get(one);
    return account ? [[one, account] as [FileAccount, A]] : [];
  });
}

function changesOf<A extends PresentAccount>(wanted: FileAccount, account: A): AccountChanges<A> {
  const preferences = changed(wanted.preferences ?? {}, account.preferences);
  if (wanted.name === undefined) return { account, preferences };
  const name = wanted.name?.trim() ?? '';
  return name === (account.name ?? '') ? { account, preferences } : { account, name, preferences };
}

/** Those of the wanted values that differ from the present ones. */
function changed(wanted: PreferenceChanges, present: Preferences): PreferenceChanges {
  const isDifferent = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(present[name as keyof Preferences]);
  return Object.fromEntries(Object.entries(wanted).filter(isDifferent));
}

/** `present` with those accounts that are in `order` in that order. The others keep their places. */
function inOrderOf<A>(order: readonly A[], present: readonly A[]): A[] {
  const queue = [...order];
  return present.map((account) => (order.includes(account) ? (queue.shift() ?? account) : account));
}

/**
 * The steps that bring `present` into `order`: each moves an account up by one place. Both have the same accounts.
 */
export function movesTo<A>(order: readonly A[], present: readonly A[]): A[] {
  const list = [...present];
  return order.flatMap((account, place) => {
    const from = list.indexOf(account);
    list.splice(place, 0, ...list.splice(from, 1));
    return Array.from({ length: from - place }, () => account);
  });
}
