import { paintBadge } from '../badge/paint.ts';
import { createTurns } from '../storage/in-turn.ts';
import { accountItem, startOver } from '../storage/items.ts';
import { type AccountState, START } from './state.ts';

/** The only writer of the account state. */
export interface AccountKeeper {
  /** Reads, changes and writes the state with nothing in between, then paints the badge. */
  change(transition: (state: AccountState) => AccountState): Promise<void>;
  /** Paints the badge from storage, without any network. */
  repaint(): Promise<void>;
  /** Forgets the account and goes on with the proxy at `address`. */
  moveTo(address: string): Promise<void>;
  /** A signal that is aborted once the account of this moment is no longer wanted. */
  epoch(): AbortSignal;
  /** Ends the epoch: replies to requests that began before are not written any more. */
  endEpoch(): void;
}

/** `now` gives Unix milliseconds. */
export function createAccountKeeper(now: () => number): AccountKeeper {
  const inTurn = createTurns();
  let current = new AbortController();

  function endEpoch(): void {
    current.abort();
    current = new AbortController();
  }

  return {
    change: (transition) =>
      inTurn(async () => {
        const before = await accountItem.get();
        const after = transition(before);
        if (after !== before) await accountItem.set(after);
        await paintBadge(after, now());
      }),
    repaint: () => inTurn(async () => paintBadge(await accountItem.get(), now())),
    moveTo: (address) =>
      inTurn(async () => {
        endEpoch();
        await startOver(address);
        await paintBadge(START, now());
      }),
    epoch: () => current.signal,
    endEpoch,
  };
}
