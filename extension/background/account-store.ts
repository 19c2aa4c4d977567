import { safely } from '../browser/safely.ts';
import {
  type AccountState,
  INITIAL_STATE,
  type ReceivedSnapshot,
} from '../domain/account-state.ts';
import { type AccountItems, leaveAccount } from '../storage/items.ts';
import { createMutex } from './mutex.ts';

/** What subscribers are given once the state is in storage. */
export interface AccountChange {
  state: AccountState;
  /** Whether the account before was signed out or replaced by another one. */
  isAccountRemoved: boolean;
  /** Whether there was an account, and it is signed out now. */
  isSignedOut: boolean;
  /** The response that brought the account, if that is where the state comes from. */
  received?: ReceivedSnapshot | undefined;
}

/** Must not change the account state itself: the store waits for its subscribers. */
export type Subscriber = (change: AccountChange) => unknown;

/** The only writer of an account's state. */
export type AccountStore = ReturnType<typeof createAccountStore>;

export function createAccountStore(items: AccountItems) {
  const runExclusive = createMutex();
  const subscribers: Subscriber[] = [];
  let requests = new AbortController();

  /** Aborts all requests about the current account. */
  function abortRequests(): void {
    requests.abort();
    requests = new AbortController();
  }

  async function emit(change: AccountChange): Promise<void> {
    for (const subscriber of subscribers) await safely(() => subscriber(change));
  }

  return {
    items,
    /**
     * Reads, changes and writes the state with nothing in between. Subscribers are called afterwards, also if
     * the transition returned the same state, and before anything else happens to the state.
     */
    change: (transition: (state: AccountState) => AccountState, received?: ReceivedSnapshot) =>
      runExclusive(async () => {
        const before = await items.state.get();
        const state = transition(before);
        const isAccountRemoved = removesAccount(before, state);
        if (isAccountRemoved) await leaveAccount(items, state, 'account' in before);
        else if (state !== before) await items.state.set(state);
        await emit({
          state,
          isAccountRemoved,
          isSignedOut: 'account' in before && state.phase === 'signed_out',
          received: state === before ? undefined : received,
        });
      }),
    /** Calls `subscriber` after each change, in the order of subscription. Its failure is logged. */
    subscribe: (subscriber: Subscriber) => {
      subscribers.push(subscriber);
    },
    /** Runs a job during which the state does not change. The job must not change it either. */
    runExclusive,
    /**
     * Removes the account and continues with the proxy at `address`, in `state`. `also` is stored with it, by its
     * keys in local storage.
     */
    moveTo: (address: string, state = INITIAL_STATE, also: Record<string, unknown> = {}) =>
      runExclusive(async () => {
        abortRequests();
        const before = await items.state.get();
        const moved = { [items.address.name]: address, ...also };
        await leaveAccount(items, state, 'account' in before, moved);
        await emit({ state, isAccountRemoved: true, isSignedOut: false });
      }),
    /** A signal for requests about the current account. Once it is aborted, responses must not be recorded. */
    requestSignal: () => requests.signal,
    abortRequests,
  };
}

function removesAccount(before: AccountState, after: AccountState): boolean {
  if (after.phase === 'signed_out') return before.phase !== 'signed_out';
  return 'account' in before && 'account' in after && before.account.id !== after.account.id;
}
