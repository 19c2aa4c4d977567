import type { Account, AccountState } from '../../extension/domain/account-state.ts';
import type { TestEnvironment } from '../support/environment/test-environment.ts';
import { until } from '../support/waiting/until.ts';

/** An account beside the first one. */
export interface FurtherAccount {
  /** The user's own name for it. */
  readonly name: string;
  /** What differs from the first account; `null` if the account is being added. */
  readonly parts?: Partial<Account> | null;
}

/** The balance of the first of {@link NINE_ACCOUNTS}. */
export const STORED_BALANCE = '12.34';

/** Nine accounts. Two of them need attention. */
export const NINE_ACCOUNTS: readonly FurtherAccount[] = [
  { name: 'Work', parts: { balance_formatted: STORED_BALANCE } },
  { name: 'Wiki', parts: { balance_formatted: '-3.40' } },
  { name: '备用账户', parts: { status: 2 } },
  {
    name: 'A-rather-long-name-of-a-large-department',
    parts: { balance_formatted: '¥ 1,234,567,890.12' },
  },
  ...['Archive', 'Lab', 'Home', 'School', 'Travel'].map((name) => ({ name })),
];

/**
 * Stores accounts beside the first one, which stays the active one. They belong to other users, and have states and
 * no sessions. Waits for the first account.
 */
export async function storeFurtherAccounts(
  { browser, proxy }: Pick<TestEnvironment, 'browser' | 'proxy'>,
  further: readonly FurtherAccount[],
): Promise<void> {
  const first = await until('the stored account', async () => {
    return (await browser.storage()).local.account as AccountState & { phase: 'signed_in' };
  });
  const stateOf = ({ name, parts = {} }: FurtherAccount): AccountState =>
    parts === null
      ? { phase: 'signed_out', signInError: null, problem: null }
      : { phase: 'signed_in', account: { ...first.account, id: name, ...parts }, problem: null };
  const items = further.flatMap((account, index) => [
    [`account-${index + 1}`, stateOf(account)],
    [`proxyAddress-${index + 1}`, proxy.url],
  ]);
  const entries = further.map(({ name, parts }, index) => ({
    ...{ id: index + 1, slot: index + 1, name },
    ...(parts === null && { draftSince: Date.now() }),
  }));
  await browser.store({
    ...Object.fromEntries(items),
    accounts: { active: 0, entries: [{ id: 0, slot: 0 }, ...entries] },
  });
}
