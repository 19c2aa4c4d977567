import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { readAccounts } from '../../../extension/storage/accounts.ts';
import { accountItems, accountListItem, loginItem } from '../../../extension/storage/items.ts';
import { env } from '../../support/extension/background-environment.ts';
import { ABOUT, errorReply, json, MINUTE, PROXY } from '../../support/extension/fixtures.ts';
import { setUpLoginWindows } from '../../support/extension/login-windows.ts';
import {
  infoOf,
  inSlot,
  OTHER_PROXY,
  readList,
  respondToAccounts,
  signOutOf,
  storeAccounts,
  user,
} from '../../support/extension/several-accounts.ts';
import { signedIn, signedOut } from '../../support/extension/states.ts';

setUpLoginWindows();

beforeEach(() => {
  respondToAccounts(env, 10);
  env.permissions.granted.add(`${OTHER_PROXY}/*`);
  env.routes[`GET ${OTHER_PROXY}/api/about`] = () => json(200, ABOUT);
  env.routes[`GET ${OTHER_PROXY}/readyz`] = () => json(200, { status: 'ready' });
  env.routes[infoOf(0, OTHER_PROXY)] = () => errorReply('not_authenticated');
});

const ids = async () => (await readList()).entries.map(({ id }) => id);
const state = (id: number) => accountItems(id).state.get();
const ended = (number: number) =>
  ({ phase: 'session_ended', account: user(number), signInError: null, problem: null }) as const;

/** Lets every slot of the proxy know these sessions. */
function sessions(...slots: number[]): void {
  for (let slot = 0; slot < 10; slot += 1) {
    env.routes[inSlot('GET /api/sessions', slot)] = () => json(200, { slots });
  }
}

async function signIn(account: number): Promise<{ tabId: number; windowId: number | null }> {
  await env.run({ type: 'sign_in', account });
  const login = await loginItem.get();
  if (!login) throw new Error('No sign-in was started.');
  return login;
}

describe('a sign-in as a user of the list', () => {
  test('ends one of the two sessions, although another response for the slot is on its way', async () => {
    await storeAccounts({}, { state: ended(1) }, {});
    sessions(0, 1);
    env.routes[infoOf(1)] = () => json(200, user(0));
    let release = () => {};
    const held = env.background.list.runExclusive(
      () => new Promise<void>((resolve) => (release = resolve)),
    );
    const first = env.background.accountOf(1).refresher.refresh('sign_in');
    await expect.poll(() => env.requests).toEqual([infoOf(1)]);
    const second = env.run({ type: 'refresh', account: 1 });
    await expect.poll(() => env.requests).toEqual([infoOf(1), infoOf(1)]);
    release();
    await Promise.all([held, first, second]);
    expect(env.requests.filter((request) => request.startsWith('POST'))).toEqual([signOutOf(0)]);
    expect(await readList()).toMatchObject({ active: 0, entries: [{ slot: 1 }, { slot: 0 }, {}] });
    expect(await state(0)).toMatchObject({ phase: 'signed_in' });
  });
});

describe('another address', () => {
  test('keeps the account in the list, with its preferences', async () => {
    await storeAccounts({}, { name: 'Work' });
    await env.run({ type: 'set_preferences', account: 1, changes: { threshold: 5 } });
    await env.run({ type: 'save_address', address: OTHER_PROXY, account: 1 });
    expect(await ids()).toEqual([0, 1]);
    const { all } = await readAccounts();
    expect(all[1]).toMatchObject({ slot: 0, state: signedOut(), preferences: { threshold: 5 } });
  });

  test('is stored together with its slot', async () => {
    await storeAccounts({ address: OTHER_PROXY, slot: 0 }, { slot: 0 });
    const set = vi.spyOn(fakeBrowser.storage.local, 'set');
    await env.run({ type: 'save_address', address: OTHER_PROXY, account: 1 });
    const writes = set.mock.calls.map(([values]) => values as object);
    expect(writes.filter((values) => 'proxyAddress-1' in values)).toMatchObject([
      { 'proxyAddress-1': OTHER_PROXY, accounts: { entries: [{ slot: 0 }, { slot: 1 }] } },
    ]);
  });

  test('keeps its host permission while another account is removed', async () => {
    await storeAccounts({}, {});
    await env.run({ type: 'add_account' });
    const respond = env.defer(`GET ${OTHER_PROXY}/api/about`);
    const saving = env.run({ type: 'save_address', address: OTHER_PROXY, account: 2 });
    await expect.poll(() => env.requests).toContain(`GET ${OTHER_PROXY}/api/about`);
    await env.run({ type: 'remove_account', account: 1 });
    respond(json(200, ABOUT));
    expect(await saving).toMatchObject({ kind: 'saved' });
    expect(env.permissions.granted).toContain(`${OTHER_PROXY}/*`);
  });
});

describe('a first sign-in', () => {
  beforeEach(async () => {
    await storeAccounts({}, {});
    sessions(0, 1, 2);
    await env.run({ type: 'add_account' });
  });

  test('begins without the session of an account that was removed while the proxy was down', async () => {
    const { windowId } = await signIn(2);
    expect(env.requests).toEqual(['GET /api/sessions in slot 2', signOutOf(2)]);
    env.routes[infoOf(2)] = () => errorReply('not_authenticated');
    await env.background.signIn.onWindowRemoved(windowId ?? -1);
    expect((await readAccounts()).accounts).toHaveLength(2);
  });

  test('is in the list although the worker was stopped before it could tell', async () => {
    await accountItems(2).state.set(signedIn(user(2)));
    env.now += 11 * MINUTE;
    await env.run('popup_opened');
    expect((await readAccounts()).accounts.map(({ id }) => id)).toEqual([0, 1, 2]);
  });

  test('is not forgotten because the clock was set back', async () => {
    await signIn(2);
    env.now -= MINUTE;
    await env.run('popup_opened');
    expect(await ids()).toEqual([0, 1, 2]);
  });

  test('ends with its window and its session if the user shows another account', async () => {
    const { tabId } = await signIn(2);
    env.routes[infoOf(2)] = () => errorReply('platform_unavailable');
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?login=success`);
    env.requests.length = 0;
    await env.run({ type: 'switch_account', account: 1 });
    await expect.poll(() => env.requests).toContain(signOutOf(2));
    await expect.poll(() => loginItem.get()).toBeNull();
  });
});

test('the popup of one account does not wait for the sign-in of another at a slow proxy', async () => {
  await storeAccounts({}, { address: OTHER_PROXY, slot: 0, state: ended(1) });
  const respond = env.defer(infoOf(0, OTHER_PROXY));
  const { windowId } = await signIn(1);
  const closing = env.background.signIn.onWindowRemoved(windowId ?? -1);
  await expect.poll(() => env.requests).toEqual([infoOf(0, OTHER_PROXY)]);
  await env.run({ type: 'popup_opened', account: 0 });
  await env.run({ type: 'sign_out', account: 0 });
  expect(await ids()).toEqual([1]);
  respond(errorReply('platform_timeout'));
  await closing;
});

describe('in a browser with containers', () => {
  beforeEach(() => {
    env.isolates = true;
    env.restart();
  });

  test.each(['?error=invalid_state', '?login=success'])(
    'the outcome %s at one proxy does not fail a sign-in at another',
    async (outcome) => {
      await storeAccounts({}, { address: OTHER_PROXY, slot: 0, state: signedOut() });
      const { tabId } = await signIn(1);
      await env.background.signIn.onTabUrl(tabId + 1, `${PROXY}/${outcome}`);
      expect(await loginItem.get()).toMatchObject({ failed: false });
      expect(await state(1)).toEqual(signedOut());
    },
  );

  test('the page of a sign-in that succeeded is reported twice without a problem of slot 0', async () => {
    await storeAccounts({ state: ended(0) }, { state: ended(1) });
    env.routes[infoOf(0)] = () => errorReply('not_authenticated');
    const { tabId } = await signIn(1);
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?login=success`);
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?login=success`);
    expect(await state(0)).toEqual(ended(0));
    expect(await state(1)).toMatchObject({ phase: 'signed_in' });
  });
});

describe('damaged storage of one account', () => {
  test('with an unreadable address leaves its place to another one, and the others whole', async () => {
    await storeAccounts(...Array.from({ length: 10 }, () => ({})));
    await fakeBrowser.storage.local.set({ 'proxyAddress-9': 42 });
    expect((await readAccounts()).accounts).toHaveLength(9);
    await env.run({ type: 'add_account' });
    expect((await readAccounts()).all).toHaveLength(10);
    expect(await state(8)).toMatchObject({ account: { id: 8 } });
  });

  test('with nothing else in the list leaves the first account, which is not lost later', async () => {
    await accountListItem.set({ active: 1, entries: [{ id: 1, slot: 1 }] });
    await env.run('popup_opened');
    await env.run({ type: 'add_account' });
    expect(await state(0)).toMatchObject({ phase: 'signed_in' });
  });

  test('with an unreadable state and no session stays in the list', async () => {
    await storeAccounts({}, { name: 'Work' });
    await fakeBrowser.storage.local.set({ 'account-1': 'garbage' });
    env.routes[infoOf(1)] = () => errorReply('not_authenticated');
    await env.background.accountOf(1).refresher.refresh('alarm');
    expect(await ids()).toEqual([0, 1]);
  });
});

test('another user in one account does not change when another account is refreshed', async () => {
  await storeAccounts({}, {});
  await env.run({ type: 'popup_opened', account: 0 });
  env.routes[infoOf(1)] = () => json(200, user(8));
  await env.background.accountOf(1).refresher.refresh('alarm');
  await env.background.accountOf(0).refresher.refresh('alarm');
  const dueAt = (await accountItems(0).refreshAt.get()) ?? 0;
  expect((dueAt - env.now) / MINUTE).toBe(1.5);
});
