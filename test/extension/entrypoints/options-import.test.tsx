import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { accountItems, accountListItem } from '../../../extension/storage/items.ts';
import { PROXY } from '../../support/extension/fixtures.ts';
import { closePages } from '../../support/extension/mounted-page.ts';
import {
  DRAFT,
  eventually,
  file,
  HOME,
  OTHER,
  openOptions,
  prepareBrowser,
  received,
  WORK,
} from './options-with-accounts.ts';

let permissions: ReturnType<typeof prepareBrowser>;

beforeEach(() => {
  permissions = prepareBrowser();
});

// React may still be rendering a page whose test is over.
afterAll(closePages);

describe('an import', () => {
  const CHANGES = file({
    preferences: { minutes: 60, badge: true },
    accounts: [
      { address: PROXY, slot: 1, name: 'Lab', preferences: { threshold: 0.00075 } },
      {
        address: PROXY,
        slot: 0,
        name: null,
        preferences: { threshold: 7, creditNotification: true },
      },
    ],
  });

  test('shows what changes, and changes it once the user says so', async () => {
    const page = await openOptions();
    page.choose(CHANGES);
    await eventually(page.buttons).toContain('Apply changes');
    expect(page.text()).toContain('Import from settings.json');
    expect(page.rows()).toEqual([
      ' | Now | In the file',
      'For all accounts',
      'Refresh interval | 10 minutes | 1 hour',
      'Order | Home, user123 | user123, Home',
      'user123 (localhost:8787)',
      'Account name | none | Lab',
      'Notify below | 5 | 0.00075',
      'Home (localhost:8787)',
      'Account name | Home | none',
      'Notify below | none | 7',
      'Notify me when a top-up has arrived | off | on',
    ]);
    expect(received).toEqual([]);

    page.click('Apply changes');
    await eventually(page.text).toContain('Saved: settings imported');
    expect(permissions.requested).toEqual([{ permissions: ['notifications'] }]);
    const set = (account: number, changes: object) => {
      return { type: 'set_preferences', changes, account };
    };
    expect(received).toEqual([
      { type: 'move_account', by: -1, account: 5 },
      set(0, { minutes: 60 }),
      { type: 'rename_account', name: 'Lab', account: 5 },
      set(5, { threshold: 0.00075 }),
      { type: 'rename_account', name: '', account: 0 },
      set(0, { threshold: 7, creditNotification: true }),
    ]);
    expect(page.buttons()).not.toContain('Apply changes');
  });

  test('changes nothing if the user cancels it', async () => {
    const page = await openOptions();
    page.choose(CHANGES);
    await eventually(page.buttons).toContain('Apply changes');
    page.click('Cancel');
    await eventually(page.buttons).not.toContain('Apply changes');
    expect(received).toEqual([]);
  });

  test('leaves notifications off that the browser does not allow', async () => {
    permissions.allows = false;
    const page = await openOptions();
    const preferences = { creditNotification: true, threshold: 9 };
    page.choose(file({ accounts: [{ address: PROXY, slot: 1, preferences }] }));
    await eventually(page.buttons).toContain('Apply changes');
    page.click('Apply changes');
    await eventually(page.text).toContain('Saved, but without notifications');
    expect(received).toEqual([{ type: 'set_preferences', changes: { threshold: 9 }, account: 5 }]);
  });

  test('switches notifications off without asking for them to be allowed', async () => {
    permissions.allows = false;
    await accountItems(HOME.id).preferences.set({
      ...DEFAULT_PREFERENCES,
      lowBalanceNotification: true,
    });
    const page = await openOptions();
    const [off, on] = [false, true].map((value) => ({ lowBalanceNotification: value }));
    page.choose(
      file({
        accounts: [
          { address: PROXY, slot: 0, preferences: off },
          { address: PROXY, slot: 1, preferences: on },
        ],
      }),
    );
    await eventually(page.buttons).toContain('Apply changes');
    page.click('Apply changes');
    await eventually(page.text).toContain('Saved, but without notifications');
    expect(received).toEqual([{ type: 'set_preferences', changes: off, account: 0 }]);
  });

  test('is applied once by two clicks', async () => {
    const page = await openOptions();
    page.choose(CHANGES);
    await eventually(page.buttons).toContain('Apply changes');
    page.click('Apply changes');
    page.click('Apply changes');
    await eventually(page.text).toContain('Saved: settings imported');
    expect(received.filter(({ type }) => type === 'move_account')).toHaveLength(1);
  });

  test('keeps what is left to change if the background fails', async () => {
    const page = await openOptions();
    page.choose(CHANGES);
    await eventually(page.buttons).toContain('Apply changes');
    fakeBrowser.runtime.onMessage.removeAllListeners();
    vi.spyOn(console, 'error').mockReturnValue();
    page.click('Apply changes');
    await eventually(page.text).toContain('That did not work');
    expect(page.buttons()).toContain('Apply changes');
  });

  test.each([
    ['That is not a file with settings', new File(['{"name":"Bitwarden"}'], 'vault.json')],
    ['That is not a file with settings', new File([`"${'x'.repeat(70_000)}"`], 'large.json')],
    ['This file is from a newer version', file({ version: 2 })],
    ['This file is damaged', file({ preferences: { minutes: 3 } })],
    ['Nothing to change', file({ preferences: { minutes: 10 } })],
  ])('says: %s', async (text, chosen) => {
    const page = await openOptions();
    page.choose(CHANGES);
    await eventually(page.buttons).toContain('Apply changes');
    page.choose(chosen);
    await eventually(page.text).toContain(text);
    expect(page.buttons()).not.toContain('Apply changes');
    expect(received).toEqual([]);
  });

  test('adds an account of the file at its address, which is requested first', async () => {
    const page = await openOptions();
    page.choose(file({ accounts: [{ address: OTHER, name: 'Lab' }] }));
    await eventually(page.buttons).toContain('Add account: Lab (wallet.example.com)');
    expect(page.buttons()).not.toContain('Apply changes');
    expect([received, permissions.requested]).toEqual([[], []]);

    page.click('Add account: Lab (wallet.example.com)');
    expect(permissions.requested).toEqual([{ origins: [`${OTHER}/*`] }]);
    await eventually(() => received).toEqual([{ type: 'add_account' }]);
    await accountListItem.set({ active: WORK.id, entries: [HOME, WORK, DRAFT] });
    await eventually(() => received).toContainEqual({
      type: 'save_address',
      address: OTHER,
      account: DRAFT.id,
    });
    await eventually(page.text).toContain('The proxy can’t be reached');
    // One account is added at a time.
    page.click('Add account: Lab (wallet.example.com)');
    expect(permissions.requested).toHaveLength(1);
    // An address that the user saves meanwhile is not replaced.
    page.select('Home');
    await eventually(page.buttons).not.toContain('Cancel');
    page.select('New account');
    await eventually(page.buttons).toContain('Cancel');
    expect(page.has(`input[value="${OTHER}"]`)).toBe(false);
    expect(received.filter(({ type }) => type === 'save_address')).toHaveLength(1);
    page.click('Done');
    await eventually(page.buttons).not.toContain('Add account: Lab (wallet.example.com)');
  });

  test('suggests the address of the file for no account that is added later', async () => {
    const page = await openOptions();
    page.choose(file({ accounts: [{ address: OTHER }] }));
    await eventually(page.buttons).toContain('Add account: wallet.example.com');
    page.click('Add account: wallet.example.com');
    const entries = [HOME, WORK];
    await eventually(() => received).toHaveLength(1);
    await accountListItem.set({ active: WORK.id, entries: [...entries, DRAFT] });
    await eventually(() => received).toHaveLength(2);
    await accountListItem.set({ active: WORK.id, entries });
    await eventually(page.buttons).not.toContain('Cancel');
    // As if the popup had begun to add an account.
    await accountListItem.set({ active: WORK.id, entries: [...entries, DRAFT] });
    await eventually(page.buttons).toContain('Cancel');
    expect(page.has(`input[value="${OTHER}"]`)).toBe(false);
    expect(received).toHaveLength(2);
  });
});
