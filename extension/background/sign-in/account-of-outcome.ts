import { DEFAULT_SLOT } from '../../../shared/account-slots.ts';
import { readAccounts, type StoredAccount } from '../../storage/accounts.ts';
import { readLoginOutcome } from './login-outcome.ts';

/**
 * The account that the outcome page at `url` is about: the one with the id `signingIn`, or that of slot 0, for which
 * a user opens the sign-in page by hand. `undefined` if `url` is no outcome page of an account's proxy.
 */
export async function accountOfOutcome(
  url: string | undefined,
  signingIn: number | undefined,
): Promise<StoredAccount | undefined> {
  const { all } = await readAccounts();
  const atProxy = all.filter(({ address }) => readLoginOutcome(url, address));
  return (
    atProxy.find(({ id }) => id === signingIn) ?? atProxy.find(({ slot }) => slot === DEFAULT_SLOT)
  );
}
