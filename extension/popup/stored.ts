import { useEffect, useState } from 'react';
import type { AccountState } from '../account/state.ts';
import { accountItem, addressItem, type Login, loginItem } from '../storage/items.ts';

/** Everything in storage that the popup renders. */
export interface Stored {
  state: AccountState;
  login: Login | null;
  address: string;
}

/** Reads it all, so that the first paint already shows the last known balance. */
export async function readStored(): Promise<Stored> {
  const [state, login, address] = await Promise.all([
    accountItem.get(),
    loginItem.get(),
    addressItem.get(),
  ]);
  return { state, login, address };
}

/** What is in storage, from `first` on always current. */
export function useStored(first: Stored): Stored {
  const [stored, setStored] = useState(first);
  useEffect(() => {
    const put = (part: Partial<Stored>) => setStored((before) => ({ ...before, ...part }));
    const unwatch = [
      accountItem.watch((state) => put({ state })),
      loginItem.watch((login) => put({ login })),
      addressItem.watch((address) => put({ address })),
    ];
    readStored().then(put);
    return () => {
      for (const stop of unwatch) stop();
    };
  }, []);
  return stored;
}
