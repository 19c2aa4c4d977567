import { checkAddress, type Refusal, type Warning } from '../api/check-proxy-address.ts';
import { createProxyClient } from '../api/proxy-client.ts';
import type { ApiDependencies } from '../api/send-request.ts';
import { browser } from '../browser/browser.ts';
import { safely } from '../browser/safely.ts';
import { hostPattern } from '../domain/host-permission.ts';
import { isAddress } from '../domain/proxy-address.ts';
import { addressItem } from '../storage/items.ts';
import type { AccountStore } from './account-store.ts';
import { createMutex } from './mutex.ts';
import type { SignIn } from './sign-in.ts';

/** Limit for the request that ends the session at the old proxy. */
const SIGN_OUT_TIMEOUT_MS = 5_000;

/**
 * Whether an address was saved. After `refused`, the address `inUse` is still in use; `overtaken` means
 * that another address was saved meanwhile.
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
      | { reason: 'not_an_address' | 'overtaken' }
    ));

export type AddressSaver = ReturnType<typeof createAddressSaver>;

export function createAddressSaver(store: AccountStore, signIn: SignIn, deps: ApiDependencies) {
  const runExclusive = createMutex();
  let calls = 0;

  /**
   * Changes the proxy's address to `origin` (a slash may follow) once our proxy answers there: signs out of
   * the old proxy, removes its account, and gives back host permissions that are no longer needed. Of several
   * calls at the same time, the last one counts.
   */
  return async (origin: string): Promise<SaveResult> => {
    const call = ++calls;
    const isLast = () => call === calls;
    const address = origin.replace(/\/$/u, '');
    const usedBefore = await addressItem.get();
    const refused = { kind: 'refused', address, inUse: usedBefore } as const;
    if (!isAddress(address)) return { ...refused, reason: 'not_an_address' };
    if (!(await browser.permissions.contains({ origins: [hostPattern(address)] }))) {
      return { ...refused, reason: 'permission_missing' };
    }
    const finding = await checkAddress(address, deps);
    return runExclusive(async (): Promise<SaveResult> => {
      const inUse = await addressItem.get();
      if (finding.kind === 'unusable') {
        return { ...refused, inUse, ...finding.refusal };
      }
      if (address === inUse) return { ...finding, kind: 'unchanged', address };
      // A page checks the address in use when it opens, which must never change the address.
      const isCheck = address === usedBefore;
      if (isCheck || !isLast()) return { ...refused, inUse, reason: 'overtaken' };
      await safely(() => signIn.cancel());
      await createProxyClient(inUse, deps).signOut(SIGN_OUT_TIMEOUT_MS);
      await store.moveTo(address);
      if (isLast()) await safely(() => removeUnusedHosts(address));
      return { ...finding, kind: 'saved', address };
    });
  };
}

/** Gives back every host permission but the one for `address` and those that the manifest requires. */
async function removeUnusedHosts(address: string): Promise<void> {
  const { origins = [] } = await browser.permissions.getAll();
  const required: string[] = browser.runtime.getManifest().host_permissions ?? [];
  const unused = origins.filter(
    (origin) => origin !== hostPattern(address) && !required.includes(origin),
  );
  if (unused.length > 0) await browser.permissions.remove({ origins: unused });
}
