import type { AccountState } from './account-state.ts';

/** The host of an address, with its port. */
export const hostOf = (address: string): string => new URL(address).host;

/** The name of an account in lists and notifications: the user's own, else the username, else the proxy's host. */
export function accountName(account: {
  name?: string;
  address: string;
  state: AccountState;
}): string {
  const username = 'account' in account.state ? account.state.account.username : undefined;
  return account.name ?? username ?? hostOf(account.address);
}
