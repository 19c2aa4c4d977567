import { browser } from '../browser/browser.ts';
import { safely } from '../browser/safely.ts';
import { isAllowed, type Policy } from '../domain/policy.ts';
import { readAccounts, type StoredAccount } from '../storage/accounts.ts';
import { accountItems, policyItem, signedInBeforeItem } from '../storage/items.ts';
import type { AddressSaver } from './save-address.ts';

/**
 * Reads the policy of the browser. Rejects if that takes too long. Firefox rejects if there is no policy. Chromium may
 * have read none yet.
 */
async function readManaged(): Promise<Policy> {
  const managed = await browser.storage.managed.get().catch((error: Error) => {
    if (error.name === 'TimeoutError') throw error;
  });
  return policyItem.read(managed);
}

/** Whether nobody has signed in, and the address is the one that the build or the policy `before` starts with. */
async function isNew({ id, state }: StoredAccount, before: Policy): Promise<boolean> {
  const names = [accountItems(id).address.name, signedInBeforeItem.name];
  const stored = Object.values(await browser.storage.local.get(names));
  return (
    !('account' in state) && stored.every((value) => (value ?? before.proxyUrl) === before.proxyUrl)
  );
}

/**
 * Returns a function that follows the policy of the browser: it moves accounts that may not stay where they are, and
 * new ones, to `proxyUrl`, and copies the policy to storage. The copy comes last, so that a stopped worker
 * starts over. `onChange` is not waited for. The function never rejects.
 */
export function createPolicyWatch(
  { runExclusive, move }: AddressSaver,
  onChange: () => Promise<void>,
) {
  async function follow(policy: Policy): Promise<void> {
    const before = await policyItem.get();
    const { proxyUrl } = policy;
    for (const account of proxyUrl ? (await readAccounts()).all : []) {
      const { address } = account;
      if (address === proxyUrl) continue;
      if (!isAllowed(policy, address) || (await isNew(account, before))) {
        await move(account, proxyUrl as string);
      }
    }
    if (JSON.stringify(policy) === JSON.stringify(before)) return;
    await policyItem.set(policy);
    safely(onChange);
  }

  return () =>
    safely(async () => {
      const policy = await readManaged();
      await runExclusive(() => follow(policy));
    });
}
