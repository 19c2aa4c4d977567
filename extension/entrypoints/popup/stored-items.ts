import { readAccounts } from '../../storage/accounts.ts';
import { readItems } from '../../storage/define-item.ts';
import { accountItems, loginItem, signedInBeforeItem } from '../../storage/items.ts';

/**
 * Reads what the first paint needs. The history is left out: to read and to evaluate 90 days takes longer than all
 * the rest.
 */
export async function readForFirstPaint() {
  const items = { login: loginItem, signedInBefore: signedInBeforeItem };
  const [accounts, others] = await Promise.all([readAccounts(), readItems(items)]);
  return { ...accounts, ...others };
}

/** Reads all that the popup renders, after the first paint and after each change of storage. */
export async function readStored() {
  const stored = await readForFirstPaint();
  const { history, topUp } = accountItems(stored.shown.id);
  return { ...stored, ...(await readItems({ history, topUp })) };
}

type All = Awaited<ReturnType<typeof readStored>>;

/** The history and the top-up are missing until they are read. */
export type Stored = Omit<All, 'history' | 'topUp'> & Partial<Pick<All, 'history' | 'topUp'>>;
