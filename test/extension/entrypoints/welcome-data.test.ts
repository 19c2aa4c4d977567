import { describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { readOnToolbar } from '../../../extension/entrypoints/welcome/on-toolbar.ts';
import { readInitialData } from '../../../extension/entrypoints/welcome/stored-items.ts';
import {
  accountItems,
  accountListItem,
  type Login,
  loginItem,
} from '../../../extension/storage/items.ts';
import { setUpEnvironment } from '../../support/extension/background-environment.ts';
import { login, NOON } from '../../support/extension/fixtures.ts';
import { signedIn, signedOut, storedAccount } from '../../support/extension/states.ts';
import { accountItem, addressItem } from '../../support/extension/stored-items.ts';

setUpEnvironment();

const LOGIN: Login = login();

test.each([
  [async () => ({ isOnToolbar: true }), true],
  [async () => ({ isOnToolbar: false }), false],
  [() => Promise.reject(new Error('no settings')), null],
  [undefined, null],
])(
  'the place of the button is read where the browser has it: %s',
  async (getUserSettings, place) => {
    vi.spyOn(console, 'warn').mockReturnValue();
    Object.assign(fakeBrowser.action, { getUserSettings });
    expect(await readOnToolbar()).toBe(place);
  },
);

describe('the initial data', () => {
  test('is what storage and the browser hold', async () => {
    await accountItem.set(signedIn());
    await loginItem.set(LOGIN);
    const stored = { account: storedAccount(signedIn()), login: LOGIN };
    expect(await readInitialData()).toEqual({ stored, granted: true, isOnToolbar: null });
    await addressItem.set('https://balance.example.com');
    expect((await readInitialData()).granted).toBe(false);
  });

  test('is about the account that is being added, and no sign-in of another one', async () => {
    const draft = { id: 2, slot: 1, draftSince: NOON };
    await accountListItem.set({ active: 0, entries: [{ id: 0, slot: 0 }, draft] });
    await accountItems(2).address.set('http://localhost:9999');
    await accountItems(2).state.set(signedOut());
    await loginItem.set(LOGIN);
    const account = storedAccount(signedOut(), {}, { ...draft, address: 'http://localhost:9999' });
    expect(await readInitialData()).toEqual({
      stored: { account, login: null },
      granted: true,
      isOnToolbar: null,
    });
  });
});
