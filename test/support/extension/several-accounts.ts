import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { AccountEntry } from '../../../extension/domain/account-list.ts';
import type { Account, AccountState } from '../../../extension/domain/account-state.ts';
import { readAccounts } from '../../../extension/storage/accounts.ts';
import { accountItems, accountListItem } from '../../../extension/storage/items.ts';
import type { TestEnvironment } from './background-environment.ts';
import { account, INFO, json, PROXY, SIGN_OUT } from './fixtures.ts';
import { signedIn } from './states.ts';

/** The account list as it is stored. */
export const readList = async () => (await readAccounts()).list;

/** A second proxy, whose host the extension may reach. */
export const OTHER_PROXY = 'https://other.example';

/** An account of the list for {@link storeAccounts}. */
interface ListedAccount extends Partial<AccountEntry> {
  address?: string;
  state?: AccountState;
}

/** The request for the account in a slot of a proxy. */
export const infoOf = (slot: number, address = PROXY) => inSlot(INFO, slot, address);
export const signOutOf = (slot: number, address = PROXY) => inSlot(SIGN_OUT, slot, address);

export function inSlot(request: string, slot: number, address = PROXY): string {
  const [method, path] = request.split(' ');
  const place = slot === 0 ? '' : ` in slot ${slot}`;
  return `${method} ${address === PROXY ? '' : address}${path}${place}`;
}

/** The user with this number. */
export const user = (number: number, parts: Partial<Account> = {}): Account =>
  account({ id: number, username: `user${number}`, balance_formatted: `${number}.00`, ...parts });

/** Stores these accounts: signed in as users 0, 1, 2 … in slots 0, 1, 2 … of the proxy unless said otherwise. */
export async function storeAccounts(...accounts: ListedAccount[]): Promise<void> {
  const entries = accounts.map(({ address: _, state: __, ...entry }, index) => ({
    ...{ id: index, slot: index },
    ...entry,
  }));
  for (const [index, { id }] of entries.entries()) {
    const { address = PROXY, state = signedIn(user(index)) } = accounts[index] ?? {};
    const items = accountItems(id);
    await items.address.set(address);
    await items.state.set(state);
  }
  await accountListItem.set({ active: entries[0]?.id ?? 0, entries });
}

/** Lets the proxies respond to requests about these slots with user 0, 1, 2 … */
export function respondToAccounts(env: TestEnvironment, count: number): void {
  for (let slot = 0; slot < count; slot += 1) {
    env.routes[infoOf(slot)] = () => json(200, user(slot, { as_of: Math.floor(env.now / 1000) }));
    env.routes[signOutOf(slot)] = () => new Response(null, { status: 204 });
  }
}

/** What the local storage holds about one account, without the members of preferences that are for all accounts. */
export async function storedAbout(id: number): Promise<Record<string, unknown>> {
  const stored = await fakeBrowser.storage.local.get(null);
  const names = Object.values(accountItems(id)).map(({ name }) => name);
  return Object.fromEntries(Object.entries(stored).filter(([name]) => names.includes(name)));
}
