import { safely } from '../browser/safely.ts';
import { type AccountState, INITIAL_STATE } from '../domain/account-state.ts';
import { accountItem, leaveAccount, preferencesItem, startOver } from '../storage/items.ts';
import { paintBadge } from './badge/paint-badge.ts';
import { createMutex, type RunExclusive } from './mutex.ts';
import { clearNotifications } from './notifications/notify.ts';

/** The only writer of the account state. */
export interface AccountStore {
  /**
   * Reads, changes and writes the state with nothing in between, paints the badge, and then, before
   * anything else happens to the state, does what follows from the change, if there was one.
   */
  change(transition: Transition, follow?: (state: AccountState) => Promise<void>): Promise<void>;
  /** Does a job during which the state does not change. It must not change it itself. */
  runExclusive: RunExclusive;
  /** Paints the badge from storage, without any network. */
  repaint(): Promise<void>;
  /** Forgets the account and goes on with the proxy at `address`. */
  moveTo(address: string): Promise<void>;
  /** A signal that is aborted once the account of this moment is no longer wanted. */
  requestSignal(): AbortSignal;
  /** Ends the epoch: replies to requests that began before are not written any more. */
  abortRequests(): void;
}

type Transition = (state: AccountState) => AccountState;

/** `now` gives Unix milliseconds. */
export function createAccountStore(now: () => number): AccountStore {
  const runExclusive = createMutex();
  let current = new AbortController();

  function abortRequests(): void {
    current.abort();
    current = new AbortController();
  }

  /** A badge that can't be painted keeps nothing else from being done. */
  async function paint(state: AccountState): Promise<void> {
    await safely(async () => paintBadge(state, await preferencesItem.get(), now()));
  }

  return {
    change: (transition, follow) =>
      runExclusive(async () => {
        const before = await accountItem.get();
        const after = transition(before);
        const isLeft = leaves(before, after);
        if (isLeft) await leaveAccount(after, 'account' in before);
        else if (after !== before) await accountItem.set(after);
        await paint(after);
        if (isLeft) await clearNotifications();
        if (after !== before) await follow?.(after);
      }),
    runExclusive: runExclusive,
    repaint: () => runExclusive(async () => paint(await accountItem.get())),
    moveTo: (address) =>
      runExclusive(async () => {
        abortRequests();
        await startOver(address, 'account' in (await accountItem.get()));
        await paint(INITIAL_STATE);
        await clearNotifications();
      }),
    requestSignal: () => current.signal,
    abortRequests,
  };
}

/** Whether the account is left for good: signed out, or another one has come in its place. */
function leaves(before: AccountState, after: AccountState): boolean {
  if (after.phase === 'signed_out') return before.phase !== 'signed_out';
  return 'account' in before && 'account' in after && before.account.id !== after.account.id;
}
