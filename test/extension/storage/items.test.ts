import { beforeEach, describe, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import { activityItem, loginItem } from '../../../extension/storage/items.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { account, NOON } from '../../support/extension/fixtures.ts';
import { signedIn } from '../../support/extension/states.ts';
import {
  accountItem,
  addressItem,
  alertItem,
  preferencesItem,
  topUpItem,
} from '../../support/extension/stored-items.ts';

beforeEach(() => resetBrowser());

const problem = { kind: 'unreachable', at: NOON, retryAt: null } as const;
const detected = {
  ...problem,
  kind: 'something_else',
  repeated: true,
  detectedServer: { kind: 'page', title: 'x'.repeat(61), server: null },
} as const;
const signInError = { kind: 'cancelled', at: NOON } as const;

describe('the account', () => {
  test.each<AccountState>([
    INITIAL_STATE,
    { phase: 'unknown', problem },
    { phase: 'signed_out', signInError, problem },
    { ...signedIn(), problem: detected },
    { ...signedIn(), problem },
    { phase: 'session_ended', account: account(), signInError, problem: null },
  ])('is read as it was stored: $phase', async (state) => {
    await accountItem.set(state);
    expect(await accountItem.get()).toEqual(state);
  });

  test.each([
    ...[undefined, null, 'signed_in', 42, [], {}, { phase: 'signed_in' }],
    { phase: 'signed_in', account: null, problem: null },
    { phase: 'signed_in', account: { ...account(), balance_formatted: 750 }, problem: null },
    { ...signedIn(), problem: { ...problem, kind: 'bad_weather' } },
    { phase: 'signed_out', signInError: { kind: '<b>', at: 0 }, problem: null },
    { phase: 'enlightened', problem: null },
  ])('is in its initial state if storage holds %j', async (garbage) => {
    await fakeBrowser.storage.local.set({ account: garbage });
    expect(await accountItem.get()).toEqual(INITIAL_STATE);
  });
});

describe('the address', () => {
  test.each([[undefined], [42], [''], ['http://evil.example.com'], ['nonsense'], [{}]])(
    'is the default of the build if storage holds %j',
    async (garbage) => {
      await fakeBrowser.storage.local.set({ proxyAddress: garbage });
      expect(await addressItem.get()).toBe('http://localhost:8787');
    },
  );

  test('of 0.1.0 is kept, even if it would be corrected today', async () => {
    await fakeBrowser.storage.local.set({ proxyAddress: 'https://balance.example.com.' });
    expect(await addressItem.get()).toBe('https://balance.example.com.');
  });
});

test.each([
  null,
  'low',
  [],
  { notifiedBalance: 'x' },
  { notifiedBalance: Number.NaN },
  { openedAt: 1 },
  { openedAt: 1, tabId: 2, before: 3, credit: { text: 20, at: 4 } },
  { usedAt: '1' },
  {},
  { tabId: 'x' },
  { address: 'a', tabId: 1.5, windowId: 1, failed: false },
])('there is no alert, top-up, activity or login if storage holds %j', async (garbage) => {
  await fakeBrowser.storage.session.set({ login: garbage });
  expect(await loginItem.get()).toBeNull();
  await fakeBrowser.storage.local.set({ alert: garbage, topUp: garbage, activity: garbage });
  expect(await alertItem.get()).toEqual({ notifiedBalance: null });
  expect(await topUpItem.get()).toBeNull();
  expect(await activityItem.get()).toBeNull();
});

test('data of version 0.1.0 is read under its new names', async () => {
  const credit = { text: '+20.00', at: NOON };
  await fakeBrowser.storage.local.set({
    account: { phase: 'signed_out', notice: signInError, trouble: problem },
    preferences: { minutes: 30, threshold: 5, badge: false, lowNotice: true, topUpNotice: true },
    alert: { told: 4.5 },
    topUp: { openedAt: NOON, tabId: null, before: 750, rise: credit },
  });
  expect(await accountItem.get()).toEqual({ phase: 'signed_out', signInError, problem });
  expect(await preferencesItem.get()).toEqual({
    minutes: 30,
    threshold: 5,
    badge: false,
    lowBalanceNotification: true,
    creditNotification: true,
    ...{ budget: null, budgetBadge: false, budgetNotification: false },
    hidden: false,
  });
  expect(await alertItem.get()).toEqual({ notifiedBalance: 4.5 });
  expect(await topUpItem.get()).toEqual({ openedAt: NOON, tabId: null, before: 750, credit });
});
