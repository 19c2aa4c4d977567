import { checkAddress, type Refusal, type Warning } from '../api/check-address.ts';
import { type ApiDependencies, createProxyClient } from '../api/proxy-client.ts';
import { browser } from '../browser/browser.ts';
import { safely } from '../browser/safely.ts';
import { hostPattern, isAddress } from '../domain/proxy-address.ts';
import { addressItem } from '../storage/items.ts';
import type { AccountStore } from './account-store.ts';
import { createMutex } from './mutex.ts';
import type { SignIn } from './sign-in/sign-in.ts';

/** Milliseconds that the old proxy gets for ending its session. */
const FAREWELL = 5_000;

/**
 * What became of an address that a page sent. Where it was `refused`, the one `inUse` stays;
 * `overtaken` is a good one that came after another one that was saved later.
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

/** Changes of the proxy's address. Of several at the same time, the last one asked for is the one that counts. */
export interface AddressControl {
  /**
   * Checks that a proxy of ours answers at `origin` (a slash may follow), and only then moves there: signs
   * out of the old one, forgets its account, and gives back host permissions that are not needed any more.
   */
  save(origin: string): Promise<SaveResult>;
}

export function createAddressControl(
  store: AccountStore,
  signIn: SignIn,
  deps: ApiDependencies,
): AddressControl {
  const runExclusive = createMutex();
  let asked = 0;

  async function move(inUse: string, address: string, isLast: () => boolean): Promise<void> {
    await safely(() => signIn.cancel());
    await createProxyClient(inUse, deps).signOut(FAREWELL);
    await store.moveTo(address);
    if (isLast()) await safely(() => dropUnusedHosts(address));
  }

  async function save(origin: string): Promise<SaveResult> {
    const mine = ++asked;
    const isLast = () => mine === asked;
    const address = origin.replace(/\/$/u, '');
    const inUse = await addressItem.get();
    if (!isAddress(address)) return { kind: 'refused', reason: 'not_an_address', address, inUse };
    if (!(await browser.permissions.contains({ origins: [hostPattern(address)] }))) {
      return { kind: 'refused', reason: 'permission_missing', address, inUse };
    }
    const finding = await checkAddress(address, deps);
    return runExclusive(async () => {
      const inUse = await addressItem.get();
      if (finding.kind === 'unusable') {
        return { kind: 'refused', address, inUse, ...finding.refusal };
      }
      const { version, platform, warning } = finding;
      if (address === inUse) return { kind: 'unchanged', address, version, platform, warning };
      if (!isLast()) return { kind: 'refused', reason: 'overtaken', address, inUse };
      await move(inUse, address, isLast);
      return { kind: 'saved', address, version, platform, warning };
    });
  }

  return { save };
}

/** Gives back every host permission but the one for `address` and those that the manifest requires. */
async function dropUnusedHosts(address: string): Promise<void> {
  const { origins = [] } = await browser.permissions.getAll();
  const required: string[] = browser.runtime.getManifest().host_permissions ?? [];
  const unused = origins.filter(
    (origin) => origin !== hostPattern(address) && !required.includes(origin),
  );
  if (unused.length > 0) await browser.permissions.remove({ origins: unused });
}
