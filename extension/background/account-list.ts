import { createProxyClient } from '../api/proxy-client.ts';
import type { ApiDependencies } from '../api/send-request.ts';
import { safely } from '../browser/safely.ts';
import {
  type AccountEntry,
  type AccountList,
  entryOf,
  freeId,
  freeSlot,
  isDraft,
  MAX_ACCOUNTS,
  MAX_NAME_LENGTH,
  withActive,
  withChanges,
  withEntry,
  withMoved,
  withoutEntry,
} from '../domain/account-list.ts';
import type { AccountState } from '../domain/account-state.ts';
import { SIGNED_OUT } from '../domain/account-transitions.ts';
import { isRecent } from '../domain/stored-time.ts';
import { readAccount, readAccounts } from '../storage/accounts.ts';
import { accountItems, accountListItem, forgetAccount, readList } from '../storage/items.ts';
import type { AccountStore } from './account-store.ts';
import { createMutex } from './mutex.ts';
import type { ProxyRequests } from './proxy-requests.ts';

/** Limit for a request that ends a session which nobody waits for. */
const SIGN_OUT_TIMEOUT_MS = 5_000;

/** How long an account may be in the list before its first sign-in, if none is in progress. */
const MAX_DRAFT_AGE_MS = 10 * 60_000;

/** What the list needs of one account. */
export interface ListedAccount {
  store: AccountStore;
  requests: ProxyRequests;
}

/** The only writer of the account list. */
export type AccountListStore = ReturnType<typeof createAccountListStore>;

/**
 * `accountOf` returns the parts of the account with an id. `onChange` is called after each change, with the ids of
 * the accounts that left the list.
 */
export function createAccountListStore(
  accountOf: (id: number) => ListedAccount,
  deps: ApiDependencies,
  onChange: (removed: readonly number[]) => Promise<void>,
) {
  const runExclusive = createMutex();

  /** Stores the list after `transition`, and removes the data of the accounts that are no longer in it. */
  async function store(transition: (list: AccountList) => AccountList): Promise<void> {
    const before = await readList();
    const after = transition(before);
    if (after === before) return;
    await accountListItem.set(after);
    const removed = before.entries.map(({ id }) => id).filter((id) => !entryOf(after, id));
    for (const id of removed) {
      const { store } = accountOf(id);
      store.abortRequests();
      await store.runExclusive(() => forgetAccount(id));
    }
    await safely(() => onChange(removed));
  }
  const change = (transition: (list: AccountList) => AccountList) =>
    runExclusive(() => store(transition));

  /** The slots of other accounts at the proxy at `address`. */
  async function takenSlots(address: string, except?: number): Promise<number[]> {
    const { entries } = await readList();
    const others = entries.filter(({ id }) => id !== except);
    const addresses = await Promise.all(others.map(({ id }) => accountItems(id).address.get()));
    return others.filter((_, index) => addresses[index] === address).map(({ slot }) => slot);
  }

  /** Adds an account at the proxy at `address`. */
  async function add(
    address: string,
    slot: number,
    state: AccountState,
    parts: Pick<AccountEntry, 'draftSince'> = {},
  ): Promise<number | null> {
    const list = await readList();
    if (list.entries.length >= MAX_ACCOUNTS) return null;
    const id = freeId(list, slot);
    // The worker may have been stopped before it removed the data of an earlier account.
    await forgetAccount(id);
    const items = accountItems(id);
    await items.address.set(address);
    await items.state.set(state);
    await store((latest) => withEntry(latest, { id, slot, ...parts }));
    return id;
  }

  /** Ends the session in a slot of the proxy at `address`. A failure does not matter to anybody. */
  const endSession = (address: string, slot: number) =>
    createProxyClient(address, slot, deps).signOut(SIGN_OUT_TIMEOUT_MS);

  return {
    /** Makes an account the active one. An account that is being added is dropped. */
    switchTo: (id: number) => change((list) => withActive(list, id)),
    /** Begins to add an account at the proxy of the active one. Nothing happens if the list is full. */
    addDraft: () =>
      runExclusive(async () => {
        const { entries } = await readList();
        if (entries.some(isDraft)) return;
        const { active } = await readAccounts();
        const slot = freeSlot(await takenSlots(active.address));
        await add(active.address, slot, SIGNED_OUT, { draftSince: deps.now() });
      }),
    /** Drops an account that the user began to add a while ago, unless its sign-in is in progress. */
    dropOldDraft: (isSigningIn: (id: number) => boolean) =>
      change((list) => {
        const draft = list.entries.find(isDraft);
        const isOld =
          draft?.draftSince !== undefined &&
          !isSigningIn(draft.id) &&
          !isRecent(draft.draftSince, MAX_DRAFT_AGE_MS, deps.now());
        return isOld ? withoutEntry(list, draft.id) : list;
      }),
    /** Removes an account and ends its session. The only account stays in the list, signed out. */
    remove: async (id: number) => {
      const account = await readAccount(id);
      if (!account) return;
      const { store: accountStore } = accountOf(id);
      accountStore.abortRequests();
      if (account.state.phase !== 'signed_out') await endSession(account.address, account.slot);
      await accountStore.change(() => SIGNED_OUT);
      await change((list) => withoutEntry(list, id));
    },
    move: (id: number, by: -1 | 1) => change((list) => withMoved(list, id, by)),
    /** Gives an account a name of the user's own. An empty one removes it. */
    rename: (id: number, name: string) => {
      const own = [...name.trim()].slice(0, MAX_NAME_LENGTH).join('') || undefined;
      return change((list) =>
        entryOf(list, id)?.name === own ? list : withChanges(list, id, { name: own }),
      );
    },
    /** Gives an account a slot that is free at its proxy, whose address has changed to `address`. */
    chooseSlot: (id: number, address: string) =>
      runExclusive(async () => {
        const slot = freeSlot(await takenSlots(address, id));
        await store((list) =>
          entryOf(list, id)?.slot === slot ? list : withChanges(list, id, { slot }),
        );
      }),
    /** Puts an account that has signed in into the list, and takes one that has signed out off it. */
    settle: (id: number) =>
      runExclusive(async () => {
        const state = await accountItems(id).state.get();
        await store((list) => {
          const entry = entryOf(list, id);
          if (!entry) return list;
          if (!isDraft(entry)) return hasLeft(state) ? withoutEntry(list, id) : list;
          if (state.phase !== 'signed_in') return list;
          return withActive(withChanges(list, id, { draftSince: undefined }), id);
        });
      }),
    /** Changes the list. */
    change,
    /** Runs a job during which nothing else changes the list. It is given what changes the list. */
    runExclusive: <T>(job: (list: { store: typeof store; add: typeof add }) => Promise<T>) =>
      runExclusive(() => job({ store, add })),
    takenSlots,
    endSession,
  };
}

/** Whether an account was signed out, with nothing left to tell the user. */
function hasLeft(state: AccountState): boolean {
  return state.phase === 'signed_out' && state.problem === null && state.signInError === null;
}
