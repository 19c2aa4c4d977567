import { browser } from 'wxt/browser';
import type { AccountKeeper } from '../account/keeper.ts';
import type { TroubleKind } from '../account/state.ts';
import type { LoginControl } from '../login/login.ts';
import { hostPattern, readAddress } from '../proxy/address.ts';
import { createProxyClient, type Surroundings } from '../proxy/client.ts';
import { addressItem } from '../storage/items.ts';

/** Milliseconds that the old proxy gets for ending its session. */
const FAREWELL = 5_000;

/** What became of an address typed in the settings. Where it was `refused`, the one `inUse` stays. */
export type SaveResult =
  | { kind: 'saved' | 'unchanged'; address: string; version: string; platform: string }
  | { kind: 'refused'; reason: TroubleKind | 'not_an_address'; address: string; inUse: string };

/**
 * Checks that a proxy of ours answers at `typed`, and only then moves there: signs out of the old
 * one, forgets its account, and gives back host permissions that are not needed any more.
 */
export async function saveAddress(
  typed: string,
  keeper: AccountKeeper,
  login: LoginControl,
  around: Surroundings,
): Promise<SaveResult> {
  const inUse = await addressItem.get();
  const reading = readAddress(typed);
  if (!reading.ok) return { kind: 'refused', reason: 'not_an_address', address: typed, inUse };
  const { address } = reading;
  if (!(await browser.permissions.contains({ origins: [hostPattern(address)] }))) {
    return { kind: 'refused', reason: 'permission_missing', address, inUse };
  }
  const proxy = createProxyClient(address, around);
  const answer = await proxy.about();
  if (answer.kind !== 'ok') {
    const reason = answer.kind === 'failed' ? answer.trouble : 'something_else';
    return { kind: 'refused', reason, address, inUse };
  }
  const about = { address, version: answer.value.version, platform: answer.value.platform_url };
  if (address === inUse) return { kind: 'unchanged', ...about };

  await login.abandon();
  await createProxyClient(inUse, around).signOut(FAREWELL);
  await keeper.moveTo(address);
  await dropUnusedHosts(address);
  return { kind: 'saved', ...about };
}

/** Gives back every host permission but the one for `address` and those that the manifest requires, as far as the browser lets us. */
async function dropUnusedHosts(address: string): Promise<void> {
  const { origins = [] } = await browser.permissions.getAll();
  const required: string[] = browser.runtime.getManifest().host_permissions ?? [];
  const unused = origins.filter(
    (origin) => origin !== hostPattern(address) && !required.includes(origin),
  );
  try {
    if (unused.length > 0) await browser.permissions.remove({ origins: unused });
  } catch (error) {
    console.warn(error);
  }
}
