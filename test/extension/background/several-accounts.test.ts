import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { readAccounts } from '../../../extension/storage/accounts.ts';
import { accountItems } from '../../../extension/storage/items.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { badgeText } from '../../support/extension/browser.ts';
import { ABOUT, errorReply, json, MINUTE, PROXY } from '../../support/extension/fixtures.ts';
import {
  infoOf,
  inSlot,
  OTHER_PROXY,
  readList,
  respondToAccounts,
  signOutOf,
  storeAccounts,
  storedAbout,
  user,
} from '../../support/extension/several-accounts.ts';
import { signedIn, signedOut } from '../../support/extension/states.ts';

setUpEnvironment();

beforeEach(() => respondToAccounts(env, 10));

const ids = async () => (await readList()).entries.map(({ id }) => id);
const state = (id: number) => accountItems(id).state.get();
const sessions = (...slots: number[]) => {
  for (let slot = 0; slot < 10; slot += 1) {
    env.routes[inSlot('GET /api/sessions', slot)] = () => json(200, { slots });
  }
};

describe('an account that is being added', () => {
  beforeEach(() => storeAccounts({}, {}));

  test('has a free slot at the proxy of the active account, and is shown instead of it', async () => {
    await env.run({ type: 'add_account' });
    const { shown, active, accounts } = await readAccounts();
    expect(shown).toMatchObject({ id: 2, slot: 2, address: PROXY, state: signedOut() });
    expect([active.id, accounts.length]).toEqual([0, 2]);
    expect(env.requests).toEqual([]);
    await env.run({ type: 'add_account' });
    expect(await ids()).toEqual([0, 1, 2]);
  });

  test('signs in to its slot, asks the platform who the user is, and becomes the active one', async () => {
    sessions(0, 1);
    const create = vi.spyOn(fakeBrowser.windows, 'create');
    await env.run({ type: 'add_account' });
    await env.run({ type: 'sign_in', account: 2 });
    const [options] = create.mock.calls[0] ?? [];
    expect(options?.url).toBe(`${PROXY}/auth/oauth/start?slot=2&consent=1`);
    await env.background.accountOf(2).refresher.refresh('sign_in');
    const { active, shown } = await readAccounts();
    expect([active.id, shown.id]).toEqual([2, 2]);
    expect(await badgeText()).toBe('2');
  });

  test('is not signed in at a proxy that has no slots', async () => {
    env.routes['GET /api/sessions'] = () => errorReply('not_found');
    env.routes['GET /api/sessions in slot 2'] = () => errorReply('not_found');
    const create = vi.spyOn(fakeBrowser.windows, 'create');
    await env.run({ type: 'add_account' });
    await env.run({ type: 'sign_in' });
    expect(create).not.toHaveBeenCalled();
    expect(await state(2)).toMatchObject({ signInError: { kind: 'slots_unsupported' } });
  });

  test('moves to another proxy, where slot 0 is free, and no session ends', async () => {
    env.permissions.granted.add(`${OTHER_PROXY}/*`);
    env.routes[`GET ${OTHER_PROXY}/api/about`] = () => json(200, ABOUT);
    env.routes[`GET ${OTHER_PROXY}/readyz`] = () => json(200, { status: 'ready' });
    await env.run({ type: 'add_account' });
    const saved = await env.run({ type: 'save_address', address: OTHER_PROXY, account: 2 });
    expect(saved).toMatchObject({ kind: 'saved' });
    const { shown } = await readAccounts();
    expect(shown).toMatchObject({ id: 2, slot: 0, address: OTHER_PROXY, state: signedOut() });
    expect(env.requests).toEqual([`GET ${OTHER_PROXY}/api/about`, `GET ${OTHER_PROXY}/readyz`]);
    expect(env.permissions.granted).toContain(`${OTHER_PROXY}/*`);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['another account is shown', () => env.run({ type: 'switch_account', account: 1 })],
    ['the user cancels', () => env.run({ type: 'remove_account', account: 2 })],
    [
      'the popup opens ten minutes later',
      () => {
        env.now += 10 * MINUTE + 1;
        return env.run('popup_opened');
      },
    ],
  ])('is dropped once %s', async (_, step) => {
    await env.run({ type: 'add_account' });
    await step();
    expect(await ids()).toEqual([0, 1]);
    expect(await storedAbout(2)).toEqual({});
  });

  test('replaces the entry of a user who is in the list already, which keeps its history', async () => {
    await accountItems(1).history.set({ owner: 'number 1', samples: [], days: [], ledger: null });
    env.routes[infoOf(2)] = () => json(200, user(1, { balance_formatted: '9.00' }));
    sessions(1, 2);
    await env.run({ type: 'add_account' });
    await env.background.accountOf(2).refresher.refresh('sign_in');
    const { active, shown } = await readAccounts();
    expect(active).toMatchObject({ id: 1, slot: 2, replacedAt: env.now });
    expect(active.state).toMatchObject({ account: { id: 1, balance_formatted: '9.00' } });
    expect(shown.id).toBe(1);
    expect(await ids()).toEqual([0, 1]);
    expect(await accountItems(1).history.get()).toMatchObject({ owner: 'number 1' });
    expect(await storedAbout(2)).toEqual({});
    expect(env.requests.slice(-2)).toEqual(['GET /api/sessions in slot 1', signOutOf(1)]);
  });
});

const user1 = { account: user(1), signInError: null, problem: null };

test('an account that signs in as another one of the list gives up the session, not its data', async () => {
  await storeAccounts({}, { state: { phase: 'session_ended', ...user1 } });
  env.routes[infoOf(1)] = () => json(200, user(0));
  await env.background.accountOf(1).refresher.refresh('sign_in');
  expect((await readList()).entries).toMatchObject([
    { id: 0, slot: 1 },
    { id: 1, slot: 0 },
  ]);
  expect(await state(1)).toMatchObject({ phase: 'session_ended', account: { id: 1 } });
  expect(env.requests).toEqual([infoOf(1), signOutOf(0)]);
});

describe('the list', () => {
  beforeEach(() => storeAccounts({}, {}, { address: OTHER_PROXY, slot: 0 }));

  test('loses the account that signs out, and the next one becomes active', async () => {
    await env.run({ type: 'sign_out', account: 0 });
    expect(env.requests).toEqual([signOutOf(0)]);
    expect(await ids()).toEqual([1, 2]);
    expect((await readAccounts()).active.id).toBe(1);
    expect(await badgeText()).toBe('1');
    expect(Object.keys(await storedAbout(0))).toEqual(['preferences']);
  });

  test('keeps the last account that signs out, signed out', async () => {
    await storeAccounts({ id: 3 });
    await env.run('sign_out');
    expect(await ids()).toEqual([3]);
    expect(await state(3)).toEqual(signedOut());
    expect(await badgeText()).toBe('');
  });

  test('loses a removed account although its proxy does not respond', async () => {
    await env.run({ type: 'remove_account', account: 2 });
    expect(await ids()).toEqual([0, 1]);
    expect(await storedAbout(2)).toEqual({});
  });

  test('keeps an account whose sign-out failed', async () => {
    env.routes[signOutOf(1)] = () => errorReply('store_unavailable');
    await env.run({ type: 'sign_out', account: 1 });
    expect(await ids()).toEqual([0, 1, 2]);
    expect(await state(1)).toMatchObject({ problem: { kind: 'sign_out_failed' } });
  });

  test('is renamed and reordered, and a command about an unknown account changes nothing', async () => {
    await env.run({ type: 'rename_account', name: '  Work ', account: 1 });
    await env.run({ type: 'move_account', by: -1, account: 1 });
    expect((await readList()).entries).toMatchObject([
      { id: 1, name: 'Work' },
      { id: 0 },
      { id: 2 },
    ]);
    await env.run({ type: 'rename_account', name: '', account: 1 });
    const before = await fakeBrowser.storage.local.get(null);
    await expect(env.run({ type: 'delete_history', account: 7 })).rejects.toThrow(
      'No such account',
    );
    expect(await fakeBrowser.storage.local.get(null)).toEqual(before);
    expect(before.accounts).toMatchObject({ entries: [{ id: 1 }, { id: 0 }, { id: 2 }] });
    expect(JSON.stringify(before.accounts)).not.toContain('name');
  });

  test('takes no eleventh account', async () => {
    await storeAccounts(...Array.from({ length: 10 }, () => ({})));
    await env.run({ type: 'add_account' });
    expect(await ids()).toHaveLength(10);
  });
});

test('a change of the host permissions refreshes the accounts for which it matters', async () => {
  const problem = { kind: 'permission_missing', at: env.now, retryAt: null } as const;
  await storeAccounts(
    {},
    { state: { ...signedIn(user(1)), problem } },
    { address: OTHER_PROXY, slot: 0, state: signedIn(user(2)) },
  );
  await env.background.onPermissionsChanged();
  expect(env.requests).toEqual([infoOf(1)]);
  expect(await state(2)).toMatchObject({ problem: { kind: 'permission_missing' } });
});

describe('own preferences', () => {
  beforeEach(() => storeAccounts({}, {}));

  test('are those of one account, and the others are for all', async () => {
    const own = { threshold: 5, creditNotification: true };
    await env.run({ type: 'set_preferences', account: 1, changes: { ...own, minutes: 30 } });
    const { accounts } = await readAccounts();
    expect(accounts.map(({ preferences }) => preferences)).toMatchObject([
      { threshold: null, creditNotification: false, minutes: 30 },
      { ...own, minutes: 30 },
    ]);
  });

  test('go with their account, and those for all stay', async () => {
    const changes = { threshold: 5, minutes: 30, hidden: true } as const;
    await env.run({ type: 'set_preferences', account: 0, changes });
    await env.run({ type: 'sign_out', account: 0 });
    const { preferences } = (await readAccounts()).active;
    expect(preferences).toMatchObject({ threshold: null, minutes: 30, hidden: true });
    expect(await accountItems(0).preferences.get()).toMatchObject({ threshold: null });
  });
});
