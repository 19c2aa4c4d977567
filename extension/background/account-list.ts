import { DEFAULT_SLOT } from '../../shared/account-slots.ts';
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
  withActive,
  withChanges,
  withEntry,
  withMoved,
  withoutEntry,
} from '../domain/account-list.ts';
import type { AccountState } from '../domain/account-state.ts';
import { SIGNED_OUT } from '../domain/account-transitions.ts';
import { ageMs } from '../domain/stored-time.ts';
import { readAccount, readAccounts, type StoredAccount } from '../storage/accounts.ts';
import { accountItems, accountListItem, forgetAccount } from '../storage/items.ts';
import type { AccountStore } from './account-store.ts';
import { createMutex } from './mutex.ts';
import type { ProxyRequests } from './proxy-requests.ts';
import type { RequestLimit } from './request-limit.ts';

/** Limit for a request that ends a session. The user may be waiting for what comes after it. */
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

interface ListDeps extends ApiDependencies {
  limit: RequestLimit;
  /** Runs a job during which the preferences do not change. */
  withPreferences: (job: () => Promise<void>) => Promise<void>;
}

/**
 * `accountOf` returns the parts of the account with an id. `onChange` is called after each change, with the accounts
 * that left the list.
 */
export function createAccountListStore(
  accountOf: (id: number) => ListedAccount,
  deps: ListDeps,
  onChange: (removed: readonly StoredAccount[]) => Promise<void>,
) {
  const { now, limit, withPreferences } = deps;
  const runExclusive = createMutex();

  /**
   * Stores the list after `transition`, and removes the data of the accounts that are no longer in it. Resolves to
   * these.
   */
  async function store(
    transition: (list: AccountList) => AccountList,
  ): Promise<readonly StoredAccount[]> {
    const { list: before, all } = await readAccounts();
    const after = transition(before);
    if (after === before) return [];
    await accountListItem.set(after);
    const removed = all.filter(({ id }) => !entryOf(after, id));
    for (const account of removed) {
      const { store } = accountOf(account.id);
      store.abortRequests();
      await store.runExclusive(() => withPreferences(() => forgetAccount(account.id)));
    }
    await safely(() => onChange(removed));
    return removed;
  }

  const change = (transition: (list: AccountList) => AccountList) =>
    runExclusive(async () => {
      // The first sign-in of a draft may have succeeded meanwhile.
      for (const draft of (await store(transition)).filter(isDraft)) {
        safely(() => endSession(draft));
      }
    });

  /** Adds an account at the proxy at `address`. */
  async function add(
    address: string,
    slot: number,
    state: AccountState,
    parts: Pick<AccountEntry, 'draftSince'> = {},
  ): Promise<number | null> {
    const { list } = await readAccounts();
    if (list.entries.length >= MAX_ACCOUNTS) return null;
    const id = freeId(list, slot);
    // The worker may have been stopped before it removed the data of an earlier account.
    await withPreferences(() => forgetAccount(id));
    const items = accountItems(id);
    await items.address.set(address);
    await items.state.set(state);
    await store((latest) => withEntry(latest, { id, slot, ...parts }));
    return id;
  }

  /**
   * Ends the session in a slot, if the proxy has one there. A failure does not matter to anybody. Resolves to `false`
   * if the proxy knows no slots: version 0.1.0 takes each for the default one, and would end another session.
   */
  const endSession = ({ address, slot }: Pick<StoredAccount, 'address' | 'slot'>) =>
    limit(address, async (): Promise<boolean> => {
      const client = createProxyClient(address, slot, deps);
      if (slot !== DEFAULT_SLOT) {
        const sessions = await client.sessions(AbortSignal.timeout(SIGN_OUT_TIMEOUT_MS));
        if (sessions.kind === 'failed') return sessions.problem !== 'proxy_failed';
        if (sessions.kind === 'ok' && !sessions.value.slots.includes(slot)) return true;
      }
      await client.signOut(SIGN_OUT_TIMEOUT_MS);
      return true;
    });

  return {
    /** Makes an account the active one. An account that is being added is dropped. */
    switchTo: (id: number) => change((list) => withActive(list, id)),
    /**
     * Begins to add an account at an address that the policy offers, or at the proxy of the active account. Nothing
     * happens if the list is full.
     */
    addDraft: (wanted?: string) =>
      runExclusive(async () => {
        const { all, active, shown } = await readAccounts();
        if (isDraft(shown)) return;
        const offered = active.policy.proxyUrls.find((address) => address === wanted);
        const address = offered ?? active.address;
        await add(address, freeSlot(slotsAt(all, address)), SIGNED_OUT, { draftSince: now() });
      }),
    /** Drops an account that the user began to add a while ago, unless its sign-in is in progress. */
    dropOldDraft: (isSigningIn: (id: number) => boolean) =>
      change((list) => {
        const draft = list.entries.find(isDraft);
        const age = ageMs(draft?.draftSince ?? now(), now()) ?? 0;
        const isOld = draft && age > MAX_DRAFT_AGE_MS && !isSigningIn(draft.id);
        return isOld ? withoutEntry(list, draft.id) : list;
      }),
    /** Removes an account and ends its session. The only account stays in the list, signed out. */
    remove: async (id: number) => {
      const account = await readAccount(id);
      if (!account) return;
      const { store: accountStore } = accountOf(id);
      accountStore.abortRequests();
      if (!isDraft(account)) await endSession(account);
      await accountStore.change(() => SIGNED_OUT);
      await change((list) => withoutEntry(list, id));
    },
    /** Takes an account that is signed out off the list. The only account stays. */
    leave: (id: number) => change((list) => withoutEntry(list, id)),
    move: (id: number, by: -1 | 1) => change((list) => withMoved(list, id, by)),
    /** Gives an account a name of the user's own. An empty one removes it. */
    rename: (id: number, name: string) =>
      change((list) => {
        const own = name.trim() || undefined;
        return entryOf(list, id)?.name === own ? list : withChanges(list, id, { name: own });
      }),
    /** Moves an account to the proxy at `address`, into a slot that is free there. It is in `state` then. */
    moveTo: (id: number, address: string, state: AccountState) =>
      runExclusive(async () => {
        const { list, all } = await readAccounts();
        const others = all.filter((account) => account.id !== id);
        const slot = freeSlot(slotsAt(others, address));
        const isMoved = entryOf(list, id)?.slot !== slot;
        const also = isMoved ? { [accountListItem.name]: withChanges(list, id, { slot }) } : {};
        await accountOf(id).store.moveTo(address, state, also);
      }),
    /** Makes an account of a draft whose first sign-in has succeeded. */
    settle: (id: number) =>
      runExclusive(async () => {
        const { phase } = await accountItems(id).state.get();
        await store((list) => {
          const entry = entryOf(list, id);
          if (!entry || !isDraft(entry) || phase !== 'signed_in') return list;
          return withActive(withChanges(list, id, { draftSince: undefined }), id);
        });
      }),
    /** Runs a job during which nothing else changes the list. It is given what changes the list. */
    runExclusive: <T>(job: (list: { store: typeof store; add: typeof add }) => Promise<T>) =>
      runExclusive(() => job({ store, add })),
    endSession,
  };
}

/** The slots of those accounts that are at the proxy at `address`. */
export function slotsAt(accounts: readonly StoredAccount[], address: string): number[] {
  return accounts.filter((account) => account.address === address).map(({ slot }) => slot);
}
