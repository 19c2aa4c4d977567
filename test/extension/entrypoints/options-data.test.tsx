import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Command } from '../../../extension/background/messages.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { readPreferencesFile } from '../../../extension/domain/preferences-file.ts';
import { OptionsPage } from '../../../extension/entrypoints/options/OptionsPage.tsx';
import { accountItems, accountListItem } from '../../../extension/storage/items.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { NOON, PROXY } from '../../support/extension/fixtures.ts';
import { closePages, openPage } from '../../support/extension/mounted-page.ts';
import { signedIn, signedOut, storedAccount } from '../../support/extension/states.ts';
import { BROKEN_TEXT, rendered } from './rendered.ts';

const received: Command[] = [];
const downloads: Blob[] = [];
let permissions: ReturnType<typeof resetBrowser>;

beforeEach(() => {
  permissions = resetBrowser();
  received.length = 0;
  downloads.length = 0;
  Object.assign(fakeBrowser.commands, { getAll: async () => [] });
  // The pages render again every few seconds, which these tests do not need.
  vi.stubGlobal('setInterval', () => 0);
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    downloads.push(blob as Blob);
    return 'blob:1';
  });
  fakeBrowser.runtime.onMessage.addListener((message: Command, _sender, reply) => {
    received.push(message);
    const { address } = { address: '', ...message };
    const refused = { kind: 'refused', reason: 'unreachable', address, inUse: PROXY };
    reply({ done: true, result: message.type === 'save_address' ? refused : null });
    return true;
  });
});

// React may still be rendering a page whose test is over.
afterAll(closePages);

const eventually = <T,>(probe: () => T) => expect.poll(probe, { timeout: 15_000 });

const OTHER = 'https://wallet.example.com';
const HOME = { id: 0, slot: 0, name: 'Home' };
const WORK = { id: 5, slot: 1 };
const DRAFT = { id: 7, slot: 0, draftSince: NOON };

/** Opens the page with the accounts Home and user123, of which the latter is the active one. */
async function openOptions() {
  for (const { id } of [HOME, WORK]) {
    await accountItems(id).address.set(PROXY);
    await accountItems(id).state.set(signedIn());
  }
  await accountItems(DRAFT.id).address.set(PROXY);
  await accountItems(DRAFT.id).state.set(signedOut());
  await accountItems(WORK.id).preferences.set({ ...DEFAULT_PREFERENCES, threshold: 5 });
  await accountListItem.set({ active: WORK.id, entries: [HOME, WORK] });
  const page = await openPage('options');
  await eventually(page.buttons).toContain('Import settings');
  return page;
}

const file = (members: object, name = 'settings.json') =>
  new File(
    [JSON.stringify({ format: 'balance-companion-preferences', version: 1, ...members })],
    name,
  );

describe('the panel with the data of the user', () => {
  test.each([
    ['en', 'Your data', 'Export history', 'Export settings', 'Import settings'],
    ['zh_CN', '你的数据', '导出历史记录', '导出设置', '导入设置'],
  ] as const)('has its buttons: %s', (language, heading, ...names) => {
    resetBrowser(language);
    const page = (count: number) => {
      const all = [
        storedAccount(signedIn()),
        storedAccount(signedIn(), {}, { id: 1, slot: 1, name: 'Lab' }),
      ].slice(0, count);
      const [active = storedAccount(signedIn())] = all.slice(-1);
      const stored = { accounts: all, all, active, shown: active };
      return rendered(<OptionsPage initial={{ stored, mayNotify: true, shortcut: null }} />);
    };
    const { buttons, text } = page(1);
    expect(buttons).toEqual(expect.arrayContaining(names));
    expect(text).toContain(heading);
    expect(text).not.toMatch(BROKEN_TEXT);
    expect(page(2).buttons).toContainEqual(expect.stringMatching(/(: |：)Lab$/u));
  });

  test('exports the history of the selected account, even while balances are hidden', async () => {
    await accountItems(0).preferences.set({ ...DEFAULT_PREFERENCES, hidden: true });
    const minute = new Date(2026, 0, 5, 9, 5).getTime() / 60_000;
    await accountItems(WORK.id).history.set({
      owner: 'number 12345',
      samples: [
        [minute, 750, 0, '0'],
        [minute + 1, 737.66, 0, '12.34'],
      ],
      days: [],
      ledger: null,
    });
    const page = await openOptions();
    page.click('Export history: user123');
    await eventually(page.text).toContain('Download started');
    expect(await downloads[0]?.text()).toBe(
      ['Date,Time,Balance,Used', '2026-01-05,09:05,750,', '2026-01-05,09:06,737.66,12.34', ''].join(
        '\r\n',
      ),
    );
  });

  test.each([null, 'number 2'])(
    'says so if there is no history, or only one of %o',
    async (owner) => {
      const samples = [[NOON / 60_000, 750, 0, '0']] as const;
      if (owner)
        await accountItems(WORK.id).history.set({ owner, samples, days: [], ledger: null });
      const page = await openOptions();
      page.click('Export history: user123');
      await eventually(page.text).toContain('No history yet');
      expect(downloads).toEqual([]);
      // The result is about that account alone.
      page.select('Home');
      await eventually(page.buttons).toContain('Export history: Home');
      expect(page.text()).not.toContain('No history yet');
    },
  );

  test('names the account that is being added, which has no history', async () => {
    await openOptions();
    await accountListItem.set({ active: WORK.id, entries: [WORK, DRAFT] });
    const page = await openPage('options');
    await eventually(page.buttons).toContain('Export history: New account');
  });

  test('exports the preferences of all accounts', async () => {
    const page = await openOptions();
    page.click('Export settings');
    await eventually(page.text).toContain('Download started');
    const read = readPreferencesFile((await downloads[0]?.text()) ?? '');
    expect(read).toMatchObject({
      ok: true,
      file: {
        preferences: { minutes: 10 },
        accounts: [
          { address: PROXY, name: 'Home', slot: 0 },
          { address: PROXY, name: null, slot: 1, preferences: { threshold: 5 } },
        ],
      },
    });
  });
});

describe('an import', () => {
  const CHANGES = file({
    preferences: { minutes: 60, badge: true },
    accounts: [
      { address: PROXY, slot: 1, name: 'Lab', preferences: { threshold: 0.00075 } },
      { address: PROXY, slot: 0, name: null, preferences: { creditNotification: true } },
    ],
  });

  test('shows what changes, and changes it once the user says so', async () => {
    const page = await openOptions();
    page.choose(CHANGES);
    await eventually(page.buttons).toContain('Apply changes');
    for (const text of [
      'Import from settings.json',
      'Refresh interval: from 10 minutes to 1 hour',
      'Order: user123 and Home',
      'Account name: from none to Lab',
      'Notify below: from 5 to 0.00075',
      'Account name: from Home to none',
      'Notification when a top-up has arrived: from off to on',
    ]) {
      expect(page.text()).toContain(text);
    }
    expect(page.text()).not.toContain('Balance on the toolbar button: ');
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
      set(0, { creditNotification: true }),
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
    await eventually(page.buttons).toContain('Add account: Lab, wallet.example.com');
    expect(page.buttons()).not.toContain('Apply changes');
    expect([received, permissions.requested]).toEqual([[], []]);

    page.click('Add account: Lab, wallet.example.com');
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
    page.click('Add account: Lab, wallet.example.com');
    expect(permissions.requested).toHaveLength(1);
    // An address that the user saves meanwhile is not replaced.
    page.select('Home');
    await eventually(page.buttons).not.toContain('Cancel');
    page.select('New account');
    await eventually(page.buttons).toContain('Cancel');
    expect(page.has(`input[value="${OTHER}"]`)).toBe(false);
    expect(received.filter(({ type }) => type === 'save_address')).toHaveLength(1);
    page.click('Done');
    await eventually(page.buttons).not.toContain('Add account: Lab, wallet.example.com');
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
