import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { readPreferencesFile } from '../../../extension/domain/preferences-file.ts';
import { OptionsPage } from '../../../extension/entrypoints/options/OptionsPage.tsx';
import { accountItems, accountListItem } from '../../../extension/storage/items.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { NOON, PROXY } from '../../support/extension/fixtures.ts';
import { closePages } from '../../support/extension/mounted-page.ts';
import { signedIn, storedAccount } from '../../support/extension/states.ts';
import {
  DRAFT,
  downloads,
  eventually,
  openOptions,
  prepareBrowser,
  WORK,
} from './options-with-accounts.ts';
import { BROKEN_TEXT, rendered } from './rendered.ts';

beforeEach(() => {
  prepareBrowser();
});

// React may still be rendering a page whose test is over.
afterAll(closePages);

describe('the data of the user', () => {
  test.each([
    ['en', 'Settings as a file', 'Export history', 'Export settings', 'Import settings'],
    ['zh_CN', '设置文件', '导出历史记录', '导出设置', '导入设置'],
  ] as const)('has its buttons: %s', (language, heading, ...names) => {
    resetBrowser(language);
    const account = storedAccount(signedIn());
    const stored = { accounts: [account], all: [account], active: account, shown: account };
    const { buttons, text } = rendered(
      <OptionsPage initial={{ stored, mayNotify: true, shortcut: null }} />,
    );
    expect(buttons).toEqual(expect.arrayContaining(names));
    expect(text).toContain(heading);
    expect(text).not.toMatch(BROKEN_TEXT);
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
    await eventually(() => page.isDisabled('Export history')).toBe(false);
    page.click('Export history');
    await eventually(page.text).toContain('Download started');
    expect(await downloads[0]?.text()).toBe(
      ['Date,Time,Balance,Used', '2026-01-05,09:05,750,', '2026-01-05,09:06,737.66,12.34', ''].join(
        '\r\n',
      ),
    );
  });

  test('says that there is no history, and offers nothing to do with it', async () => {
    const page = await openOptions();
    await eventually(page.text).toContain('No history yet');
    expect(page.isDisabled('Delete history')).toBe(true);
    expect(page.isDisabled('Export history')).toBe(true);
    page.click('Export history');
    expect(page.text()).not.toContain('Download started');
  });

  test('exports no history of an earlier user', async () => {
    const samples = [[NOON / 60_000, 750, 0, '0']] as const;
    const history = { owner: 'number 2', samples, days: [], ledger: null };
    await accountItems(WORK.id).history.set(history);
    const page = await openOptions();
    await eventually(() => page.isDisabled('Export history')).toBe(false);
    page.click('Export history');
    await eventually(page.text).toContain('No history yet');
    expect(downloads).toEqual([]);
  });

  test('is not offered of an account that is being added', async () => {
    const page = await openOptions();
    expect(page.buttons()).toContain('Export history');
    await accountListItem.set({ active: WORK.id, entries: [WORK, DRAFT] });
    await eventually(page.buttons).toContain('Cancel');
    expect(page.buttons()).not.toContain('Export history');
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
