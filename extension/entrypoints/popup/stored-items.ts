import { readAccounts } from '../../storage/accounts.ts';
import { readItems } from '../../storage/define-item.ts';
import { accountItems, loginItem, signedInBeforeItem } from '../../storage/items.ts';

/** Reads all that the popup renders, before the first paint and after each change of storage. */
export async function readStored() {
  const accounts = await readAccounts();
  const { history, topUp } = accountItems(accounts.shown.id);
  const items = { history, topUp, login: loginItem, signedInBefore: signedInBeforeItem };
  return { ...accounts, ...(await readItems(items)) };
}

export type Stored = Awaited<ReturnType<typeof readStored>>;
