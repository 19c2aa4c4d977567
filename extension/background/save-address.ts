import { checkAddress, type Refusal, type Warning } from '../api/check-proxy-address.ts';
import type { ApiDependencies } from '../api/send-request.ts';
import { browser } from '../browser/browser.ts';
import { mayReach } from '../browser/permissions.ts';
import { safely } from '../browser/safely.ts';
import { isDraft } from '../domain/account-list.ts';
import { INITIAL_STATE } from '../domain/account-state.ts';
import { SIGNED_OUT } from '../domain/account-transitions.ts';
import { hostPattern } from '../domain/host-permission.ts';
import { isAllowed } from '../domain/policy.ts';
import { isAddress } from '../domain/proxy-address.ts';
import { readAccount, readAccounts, type StoredAccount } from '../storage/accounts.ts';
import { accountItems, policyItem } from '../storage/items.ts';
import type { AccountListStore } from './account-list.ts';
import { createMutex } from './mutex.ts';
import type { SignIn } from './sign-in.ts';

/**
 * Whether an address was saved. After `refused`, the address `inUse` is still in use; `overtaken` means
 * that another address was saved meanwhile, `managed` that the policy does not allow this one.
 */
export type SaveResult =
  | {
      kind: 'saved' | 'unchanged';
      address: string;
      version: string;
      platform: string;
      warning: Warning | null;
    }
  | ({ kind: 'refused'; address: string; inUse: string } & (
      | Refusal
      | { reason: 'not_an_address' | 'managed' | 'overtaken' }
    ));

export type AddressSaver = ReturnType<typeof createAddressSaver>;

/** `move` must run in `runExclusive`, during which no address is saved. */
export function createAddressSaver(list: AccountListStore, signIn: SignIn, deps: ApiDependencies) {
  const runExclusive = createMutex();
  const calls = new Map<number, number>();

  /**
   * Changes the address of an account's proxy to `origin` (a slash may follow) once our proxy answers there: signs
   * out of the old proxy, removes the user's data, and gives back host permissions that are no longer needed. Of
   * several calls for one account at the same time, the last one counts.
   */
  async function save(origin: string, id: number): Promise<SaveResult> {
    const call = (calls.get(id) ?? 0) + 1;
    calls.set(id, call);
    const isLast = () => calls.get(id) === call;
    const { address: addressItem } = accountItems(id);
    const address = origin.replace(/\/$/u, '');
    const usedBefore = (await addressItem.get()) ?? '';
    const refused = { kind: 'refused', address, inUse: usedBefore } as const;
    if (!isAddress(address)) return { ...refused, reason: 'not_an_address' };
    if (!isAllowed(await policyItem.get(), address)) return { ...refused, reason: 'managed' };
    if (!(await mayReach(address))) return { ...refused, reason: 'permission_missing' };
    const finding = await checkAddress(address, deps);
    return runExclusive(async (): Promise<SaveResult> => {
      const account = await readAccount(id);
      const inUse = account?.address ?? usedBefore;
      if (finding.kind === 'unusable') {
        return { ...refused, inUse, ...finding.refusal };
      }
      if (address === inUse) return { ...finding, kind: 'unchanged', address };
      // A page checks the address in use when it opens, which must never change the address.
      const isCheck = address === usedBefore;
      if (!account || isCheck || !isLast()) return { ...refused, inUse, reason: 'overtaken' };
      await move(account, address);
      return { ...finding, kind: 'saved', address };
    });
  }

  /** Signs out of the proxy of an account, removes the user's data, and continues at `address`. */
  async function move(account: StoredAccount, address: string): Promise<void> {
    const { id, address: left } = account;
    await safely(() => signIn.cancel(id));
    if (!isDraft(account)) await list.endSession(account);
    await list.moveTo(id, address, isDraft(account) ? SIGNED_OUT : INITIAL_STATE);
    await safely(() => releaseHost(left));
  }

  return { save, move, runExclusive };
}

/** Gives back the host permission for `address`, unless an account needs it or the manifest requires it. */
export async function releaseHost(address: string): Promise<void> {
  const origin = hostPattern(address);
  const { all } = await readAccounts();
  const isNeeded =
    all.some((account) => hostPattern(account.address) === origin) ||
    browser.runtime.getManifest().host_permissions?.includes(origin);
  if (!isNeeded) await browser.permissions.remove({ origins: [origin] });
}
