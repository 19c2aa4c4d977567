import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import type { Account } from '../../../extension/domain/account-state.ts';
import type { Preferences } from '../../../extension/domain/preferences.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { MINUTE } from '../../support/extension/fixtures.ts';
import { recordNotifications, shownNotifications } from '../../support/extension/notifications.ts';
import { alertItem } from '../../support/extension/stored-items.ts';

const HOUR = 60 * MINUTE;

let notifications: string[];

setUpEnvironment();

beforeEach(async () => {
  env.permissions.granted.add('notifications');
  notifications = recordNotifications();
  await set({ threshold: 10, lowBalanceNotification: true })();
});

/** A balance that the proxy responds with at the next refresh, or something that happens in between. */
type Step = string | (() => unknown);

async function run(...steps: Step[]): Promise<void> {
  for (const step of steps) {
    if (typeof step === 'string') await env.fetchAccount({ balance_formatted: step });
    else await step();
  }
}

const set = (changes: Partial<Preferences>) => () => env.run({ type: 'set_preferences', changes });
const account = (balance_formatted: string, parts: Partial<Account>) => () =>
  env.fetchAccount({ balance_formatted, ...parts });
const fail = (error: ErrorCode) => () => env.fetchError(error);
const pass = (ms: number) => () => {
  env.now += ms;
};
const wanted = set({ lowBalanceNotification: true });
const unwanted = set({ lowBalanceNotification: false });
const threshold = (amount: number | null) => set({ threshold: amount });
const allow = () => env.permissions.granted.add('notifications');
const forbid = () => env.permissions.granted.delete('notifications');
const restart = () => env.restart();
const signOut = () => env.run('sign_out');

const lowBalance = (balance: string) => `Balance Companion: Your balance is low: ${balance}`;

test.each<[string, Step[], string[]]>([
  ['once while the balance stays below', ['9.99', '9.50', '3.00', '-1.00', '0.00'], ['9.99']],
  ['once across restarts of the worker', ['9.00', restart, '8.00', restart, '7.00'], ['9.00']],
  ['not after a failed refresh', ['11.00', fail('platform_timeout')], []],
  ['not while the account is disabled', [account('4.00', { status: 2 }), '3.00'], ['3.00']],
  ['not before it is wanted', [unwanted, '4.00', wanted, '3.00'], ['3.00']],
  ['not before it is allowed', [forbid, '4.00', allow, '3.00', '2.00'], ['3.00']],
  ['not because it was switched off and on', ['3.00', unwanted, '2.00', wanted, '2.00'], ['3.00']],
  ['below a lowered threshold', ['9.00', threshold(5), '8.00', '4.00'], ['9.00', '4.00']],
  ['again after a sign-out', ['9.00', signOut, '9.00'], ['9.00', '9.00']],
  ['again for another account', ['9.00', account('8.00', { id: 99 })], ['9.00', '8.00']],
  ['not again after a session ended', ['9.00', fail('reauth_required'), '8.00'], ['9.00']],
  ['not if no number can be read', [threshold(1e9), '1,234', '1.2k', '无限', 'Unlimited'], []],
])('notifies of a low balance %s', async (_, steps, balances) => {
  await run(...steps);
  expect(notifications).toEqual(balances.map(lowBalance));
});

describe('a balance that moves around the threshold', () => {
  beforeEach(threshold(5));

  const fetch = (balance: string) => () =>
    env.fetchAccount({ balance_formatted: balance, as_of: env.now / 1000 });

  test('notifies again after a top-up, although there is less than before', async () => {
    const counted = (quota: number, used_quota: number) =>
      account(((quota - used_quota) / 1_000).toFixed(2), { quota, used_quota });
    await run(
      counted(1_000_000, 900_000),
      counted(1_000_000, 996_000),
      counted(1_050_000, 996_000),
      counted(1_050_000, 1_047_000),
    );
    expect(notifications).toEqual(['4.00', '3.00'].map(lowBalance));
  });

  test('notifies again once it was above for an hour', async () => {
    await run(fetch('15.00'), fetch('4.00'), fetch('12.00'), pass(HOUR / 2), fetch('3.00'));
    expect(notifications).toEqual([lowBalance('4.00')]);
    await run(fetch('12.00'), pass(HOUR), fetch('12.00'), fetch('3.00'));
    expect(notifications).toEqual(['4.00', '3.00'].map(lowBalance));
  });
});

test('a notification that could not be shown is not shown later', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  vi.mocked(fakeBrowser.notifications.create).mockRejectedValueOnce(new Error('stopped'));
  await run('9.00');
  expect(await alertItem.get()).toEqual({ notifiedBalance: 9 });
  await run('8.00');
  expect(notifications).toEqual([]);
  await env.expectState({ account: { balance_formatted: '8.00' } });
});

test('the notification does not show a balance that is hidden', async () => {
  await run(set({ hidden: true }), '9.87');
  expect(notifications).toEqual([
    'Balance Companion: Your balance is below the amount that you set.',
  ]);
});

test('a browser without notifications signs in and out', async () => {
  vi.spyOn(fakeBrowser, 'notifications', 'get').mockReturnValue(undefined as never);
  listen(env.background);
  await run('3.00');
  expect(await alertItem.get()).toEqual({ notifiedBalance: null });
  await signOut();
  await env.expectState({ phase: 'signed_out' });
});

test.each<[string, Step, isAlertKept: boolean]>([
  ['the balance is high enough', '20.00', true],
  ['the balance is hidden', set({ hidden: true }), true],
  ['the user signs out', signOut, false],
  ['the address changes', () => env.account.store.moveTo('https://b.example.com'), false],
])('the notification is removed once %s', async (_, step, isAlertKept) => {
  await run('9.00');
  expect(shownNotifications()).toEqual(['low-balance']);
  await run(step);
  expect(shownNotifications()).toEqual([]);
  const { alert } = await fakeBrowser.storage.local.get('alert');
  expect(alert !== undefined).toBe(isAlertKept);
});
