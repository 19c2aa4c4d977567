import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_PREFERENCES,
  ownPreferences,
  readPreferences,
  sharedPreferences,
} from '../../../extension/domain/preferences.ts';
import {
  MAX_FILE_BYTES,
  preferencesFileText,
  readPreferencesFile,
} from '../../../extension/domain/preferences-file.ts';
import { ROOT } from '../../support/build/tools.ts';
import { somePresentAccounts } from '../../support/extension/present-accounts.ts';
import { signedIn, storedAccount } from '../../support/extension/states.ts';

const FORMAT = { format: 'balance-companion-preferences', version: 1 };
const ADDRESS = 'https://wallet.example.com';

const read = (file: unknown) => readPreferencesFile(JSON.stringify(file));

describe('a file with preferences', () => {
  test('names its format and has what is for all, and each account with its own', () => {
    const home = storedAccount(signedIn(), { minutes: 30, threshold: 5.5 });
    const work = { id: 3, slot: 1, name: 'Work', address: ADDRESS };
    const other = storedAccount(signedIn(), { minutes: 30, creditNotification: true }, work);
    const text = preferencesFileText([home, other]);
    const none = {
      ...{ threshold: null, lowBalanceNotification: false, creditNotification: false },
      ...{ budget: null, budgetBadge: false, budgetNotification: false },
    };
    expect(JSON.parse(text)).toEqual({
      ...FORMAT,
      preferences: { minutes: 30, badge: true, hidden: false },
      accounts: [
        {
          address: home.address,
          slot: 0,
          name: null,
          preferences: { ...none, threshold: 5.5 },
        },
        {
          address: ADDRESS,
          slot: 1,
          name: 'Work',
          preferences: { ...none, creditNotification: true },
        },
      ],
    });
    for (const secret of ['750', 'user123', 'user@example.com', '12345']) {
      expect(text).not.toContain(secret);
    }
  });

  test.each(['en', 'zh-CN'])('has the members of the example in the documents: %s', (language) => {
    const name = language === 'en' ? 'your-data.md' : `your-data.${language}.md`;
    const text = readFileSync(join(ROOT, 'docs', name), 'utf8');
    const example = /```json\n(.*?)```/su.exec(text)?.[1] ?? '';
    expect(readPreferencesFile(example).ok).toBe(true);
    const membersOf = (file: string) => {
      const { preferences, accounts, ...others } = JSON.parse(file);
      const [account] = accounts;
      return [others, preferences, account, account.preferences].map(Object.keys);
    };
    const exported = preferencesFileText([storedAccount(signedIn())]);
    expect(membersOf(example)).toEqual(membersOf(exported));
  });

  test('can be read back', () => {
    fc.assert(
      fc.property(somePresentAccounts, (accounts) => {
        const text = preferencesFileText(accounts);
        expect(new TextEncoder().encode(text).length).toBeLessThan(MAX_FILE_BYTES);
        const shared = sharedPreferences(accounts[0]?.preferences ?? {});
        expect(readPreferencesFile(`\uFEFF${text}`)).toEqual({
          ok: true,
          file: {
            preferences: shared,
            accounts: accounts.map(({ address, slot, name = null, preferences }) => {
              return { address, slot, name, preferences: ownPreferences(preferences) };
            }),
          },
        });
      }),
    );
  });

  test('may have members that are unknown, and lack others', () => {
    const account = { address: ADDRESS, colour: 'red', preferences: { threshold: 3, minutes: 5 } };
    const preferences = { badge: false, colour: 'red', threshold: 4 };
    expect(read({ ...FORMAT, more: [], preferences, accounts: [account] })).toEqual({
      ok: true,
      file: {
        preferences: { badge: false },
        accounts: [expect.objectContaining({ address: ADDRESS, preferences: { threshold: 3 } })],
      },
    });
    expect(read(FORMAT)).toEqual({ ok: true, file: { preferences: {}, accounts: [] } });
  });

  test.each([
    ['not_preferences', ''],
    ['not_preferences', '{"format": "balance-companion-preferences", "vers'],
    ['not_preferences', '[]'],
    ['not_preferences', 'null'],
    ['not_preferences', '{"manifest_version": 3, "version": 1}'],
    ['not_preferences', '{"format": "other", "version": 2}'],
  ])('is %s if its text is %s', (problem, text) => {
    expect(readPreferencesFile(text)).toEqual({ ok: false, problem });
  });

  test.each([
    ['newer', { version: 2 }],
    ['newer', { version: 1.5 }],
    ['damaged', { version: 0 }],
    ['damaged', { version: '1' }],
    ['damaged', { version: undefined }],
    ['damaged', { preferences: { minutes: 7 } }],
    ['damaged', { preferences: [] }],
    ['damaged', { accounts: {} }],
    ['damaged', { accounts: [{}] }],
    ['damaged', { accounts: [{ address: ADDRESS, preferences: { threshold: -1 } }] }],
    ['damaged', { accounts: [{ address: ADDRESS, name: 'x'.repeat(41) }] }],
    ['damaged', { accounts: [{ address: 'http://wallet.example.com' }] }],
    ['damaged', { accounts: [{ address: 'javascript:alert(1)' }] }],
    ['damaged', { accounts: [{ address: 'https://*.example.com' }] }],
    ['damaged', { accounts: Array.from({ length: 11 }, () => ({ address: ADDRESS })) }],
  ])('is %s with %j', (problem, members) => {
    expect(read({ ...FORMAT, ...members })).toEqual({ ok: false, problem });
  });

  test('never brings in a value that is not a preference', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(5, true, null, ADDRESS));
    const preferences = fc.dictionary(
      fc.constantFrom(...Object.keys(DEFAULT_PREFERENCES), '__proto__', 'other'),
      value,
    );
    const account = fc.record(
      { address: fc.constantFrom(ADDRESS, 'x'), slot: value, name: value, preferences },
      { requiredKeys: ['address'] },
    );
    const file = fc.record({ preferences, accounts: fc.array(account) }, { requiredKeys: [] });
    fc.assert(
      fc.property(file, (members) => {
        const result = read({ ...FORMAT, ...members });
        if (!result.ok) return;
        const { preferences: shared, accounts } = result.file;
        for (const changes of [shared, ...accounts.map((one) => one.preferences ?? {})]) {
          const stored = { ...DEFAULT_PREFERENCES, ...changes };
          expect(readPreferences(stored)).toEqual(stored);
        }
      }),
    );
  });
});
