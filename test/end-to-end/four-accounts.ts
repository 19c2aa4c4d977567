import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { View } from '../support/browsers/view.ts';
import { openServers, type Servers } from '../support/environment/servers.ts';
import type { TestEnvironment } from '../support/environment/test-environment.ts';
import { freePort } from '../support/ports/free-port.ts';
import { readAccountMenu, switchAccount } from '../support/user/account-actions.ts';
import { showsBalance } from '../support/user/assertions.ts';
import { openWithAccounts, type SignedInAccount } from '../support/user/signed-in-accounts.ts';
import { createUser } from '../support/user/user-actions.ts';
import { until } from '../support/waiting/until.ts';
import { collectEvidence, placesOf } from './find-secrets.ts';
import { CONFIG } from './suite.ts';

/** The host of the second proxy. Browsers do not tell ports apart, neither for cookies nor for permissions. */
export const SECOND_HOST = 'http://127.0.0.1/*';

/** What the account menu should show of an account: its name, its host, its balance and perhaps a remark. */
export interface ShownAccount extends SignedInAccount {
  readonly env: TestEnvironment;
  readonly remark?: string;
  /** Where it is not the balance that the platform has. */
  readonly balance?: string;
}

/** Runs a second platform and a proxy for it while the tests of a suite run. */
export function withSecondServers(): (env: TestEnvironment) => TestEnvironment {
  let servers: Servers;
  beforeAll(async () => {
    const proxyPort = await freePort();
    const publicUrl = `http://127.0.0.1:${proxyPort}`;
    const platform = { host: 'localhost' };
    servers = await openServers({ proxyPort, publicUrl, platform, env: CONFIG });
  });
  beforeEach(() => servers.proxy.start());
  afterAll(() => servers?.close());
  return (env) => ({ ...env, ...servers });
}

/** Creates two users, with balances of 750.00 and 350.00 unless told otherwise. */
export function createTwoUsers(
  env: TestEnvironment,
  quotas: readonly [number, number] = [1_000_000, 600_000],
): [ShownAccount, ShownAccount] {
  const [first, second] = quotas.map((quota) => createUser(env, { quota }));
  if (!first || !second) throw new TypeError('two quotas are needed');
  return [
    { env, account: first },
    { env, account: second },
  ];
}

/** Creates two users on the first platform and two on the second, whose balances are 550.00 and 150.00. */
export function createFourUsers(first: TestEnvironment, second: TestEnvironment) {
  return [...createTwoUsers(first), ...createTwoUsers(second, [800_000, 400_000])] as const;
}

/**
 * Signs in two users at each of two proxies over HTTP and opens the popup, whose account menu then shows all four.
 * The first one is active.
 */
export async function openWithFourAccounts(env: TestEnvironment, second: TestEnvironment) {
  const accounts = createFourUsers(env, second);
  await env.browser.grantHost(SECOND_HOST);
  const popup = await openWithAccounts(env.browser, accounts);
  await menuShows(popup, accounts);
  return { accounts, popup };
}

/** Waits until the account menu lists exactly these accounts, in this order, as their platforms describe them. */
export async function menuShows(popup: View, accounts: readonly ShownAccount[]): Promise<void> {
  let last: readonly string[] = [];
  const parts = accounts.map(
    ({ env, account, remark = '', balance = account.balanceFormatted }) => [
      account.username,
      new URL(env.proxy.url).host,
      balance,
      remark,
    ],
  );
  await until(
    () => `rows of the menu with ${JSON.stringify(parts)}, which are\n${last.join('\n')}`,
    async () => {
      last = (await readAccountMenu(popup)).map(({ text }) => text);
      const isShown = (row: string, index: number) =>
        parts[index]?.every((part) => row.includes(part));
      return last.length === parts.length && last.every(isShown);
    },
  );
}

/** Switches to each account and expects the popup to show what its platform says. Leaves the first one active. */
export async function everyAccountShows(
  popup: View,
  accounts: readonly ShownAccount[],
): Promise<void> {
  await menuShows(popup, accounts);
  for (const { account } of [...accounts.slice(1), ...accounts.slice(0, 1)]) {
    await switchAccount(popup, account.username);
    await showsBalance(popup, account.balanceFormatted);
    expect((await popup.text()).split('\n')).toContain(account.username);
  }
}

/** Expects no secret of either platform in the browser, in a response to it or in the log of a proxy. */
export async function expectNoSecret(env: TestEnvironment, second: TestEnvironment): Promise<void> {
  const evidence = await collectEvidence(env);
  evidence.push({ place: 'log of the second proxy', text: second.proxy.log });
  for (const { platform } of [env, second]) {
    const { accessTokens, refreshTokens, clientSecrets } = platform.issued;
    expect(accessTokens.length).toBeGreaterThan(0);
    expect(placesOf([...accessTokens, ...refreshTokens, ...clientSecrets], evidence)).toEqual([]);
  }
}
