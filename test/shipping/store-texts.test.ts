import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REFRESH_INTERVALS } from '../../extension/domain/preferences.ts';
import { readConfig } from '../../proxy/config/config.ts';
import { BUILT_EXTENSION } from '../support/build/built-extension.ts';
import { WORKING_ENV } from '../support/proxy/exit.ts';
import {
  readPrivacyPolicy,
  readStoreTexts,
  STORE_LANGUAGES,
  type StoreLanguage,
} from '../support/store-texts/store-texts.ts';

/**
 * What each store takes, in characters: minimum and maximum. Names and short descriptions come from the
 * manifest; where stores differ, the narrower limit of the Chrome Web Store, Edge Add-ons and
 * addons.mozilla.org counts.
 */
const LIMITS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  Name: [2, 45],
  'Short description': [1, 132],
  Description: [250, 10_000],
  'Single purpose': [1, 1_000],
  'Remote code': [1, 1_000],
  'Notes for reviewers': [1, 3_000],
};

const JUSTIFICATION = 1_000;
const DAY_MS = 86_400_000;

/** Edge Add-ons takes so many terms, so many words in all of them, and so many characters in each. */
const SEARCH_TERMS = { terms: 7, words: 21, characters: 30 };

/** The kinds of data in the form of the Chrome Web Store. */
const CHROME_DATA = [
  'Personally identifiable information',
  'Health information',
  'Financial and payment information',
  'Authentication information',
  'Personal communications',
  'Location',
  'Web history',
  'User activity',
  'Website content',
];

const LOCALES: Record<StoreLanguage, string> = { en: 'en', 'zh-CN': 'zh_CN' };

const manifests = Object.values(BUILT_EXTENSION).map((folder) =>
  JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')),
);

/** The permissions in a manifest: each API by its name, hosts by the name of their member. */
function permissionsOf(manifest: Record<string, string[] | undefined>): string[] {
  const hosts = ['host_permissions', 'optional_host_permissions'];
  return [
    ...(manifest.permissions ?? []),
    ...(manifest.optional_permissions ?? []),
    ...hosts.filter((member) => manifest[member]?.length),
  ].sort();
}

describe.each(STORE_LANGUAGES)('the store texts in %s', (language) => {
  const texts = readStoreTexts(language);
  const section = (title: string) => texts.sections.get(title) ?? '';

  test.each(Object.entries(LIMITS))('%s has a length that every store takes', (title, limits) => {
    const [min, max] = limits;
    expect(section(title).length).toBeGreaterThanOrEqual(min);
    expect(section(title).length).toBeLessThanOrEqual(max);
  });

  test('have the name and short description of the package', () => {
    const path = join(BUILT_EXTENSION.firefox, `_locales/${LOCALES[language]}/messages.json`);
    const { extensionName, extensionDescription } = JSON.parse(readFileSync(path, 'utf8'));
    expect(section('Name')).toBe(extensionName.message);
    expect(section('Short description')).toBe(extensionDescription.message);
  });

  test('have a plain-text description without Markdown and HTML', () => {
    expect(section('Description')).not.toMatch(/\*\*|`|\]\(|<[a-z/]|^#/m);
  });

  test('justify exactly the permissions of the manifests', () => {
    for (const manifest of manifests) {
      expect([...texts.permissions.keys()].sort()).toEqual(permissionsOf(manifest));
    }
    for (const why of texts.permissions.values()) {
      expect(why.length).toBeGreaterThan(20);
      expect(why.length).toBeLessThanOrEqual(JUSTIFICATION);
    }
  });

  test('keep to the search term limits of Edge Add-ons', () => {
    const { searchTerms } = texts;
    expect(searchTerms.length).toBeGreaterThan(0);
    expect(searchTerms.length).toBeLessThanOrEqual(SEARCH_TERMS.terms);
    expect(searchTerms.join(' ').split(' ').length).toBeLessThanOrEqual(SEARCH_TERMS.words);
    for (const term of searchTerms)
      expect(term.length).toBeLessThanOrEqual(SEARCH_TERMS.characters);
  });

  test('answer every data question of the Chrome Web Store, with a reason for each yes', () => {
    expect(texts.dataUsage.map(([kind]) => kind)).toEqual(CHROME_DATA);
    for (const [, answer, why] of texts.dataUsage) {
      expect(['yes', 'no']).toContain(answer);
      expect(why !== '').toBe(answer === 'yes');
    }
  });

  test('declare to Mozilla what the manifest declares', () => {
    const [, declared] = /`(\w+)`/.exec(section('Data collection on addons.mozilla.org')) ?? [];
    const geckos = manifests.flatMap((manifest) => manifest.browser_specific_settings?.gecko ?? []);
    expect(geckos).toHaveLength(1);
    expect(geckos[0].data_collection_permissions).toEqual({ required: [declared] });
  });

  test('name the refresh intervals', () => {
    const [shortest, longest] = [REFRESH_INTERVALS[0], REFRESH_INTERVALS.at(-1)];
    const both = new RegExp(`\\b${shortest}\\b.*\\b${longest}\\b`);
    expect(texts.permissions.get('alarms')).toMatch(both);
  });

  test('have a caption for each picture', () => {
    expect(texts.captions).toHaveLength(5);
  });
});

describe.each(STORE_LANGUAGES)('the privacy policy in %s', (language) => {
  const policy = readPrivacyPolicy(language);

  test('names the session lifetimes of the proxy', () => {
    const { sessionIdleMs, sessionMaxMs } = readConfig(WORKING_ENV, () => '');
    const [idle, max] = [sessionIdleMs / DAY_MS, sessionMaxMs / DAY_MS];
    const row = policy.split('\n').find((line) => line.includes(`${max}`));
    expect(row).toMatch(new RegExp(`\\b${idle} ?(days|天).*${max} ?(days|天)`));
  });

  test('has the same structure in both languages', () => {
    const shape = (text: string) => text.split('\n').map((line) => /^(#+|\||-)?/.exec(line)?.[0]);
    for (const other of STORE_LANGUAGES) {
      expect(shape(policy)).toEqual(shape(readPrivacyPolicy(other)));
    }
  });
});

test('both languages have the same sections and answers', () => {
  const [english, chinese] = STORE_LANGUAGES.map((language) => {
    const { sections, permissions, dataUsage } = readStoreTexts(language);
    const answers = dataUsage.map(([, answer]) => answer);
    return [[...sections.keys()], [...permissions.keys()], answers];
  });
  expect(chinese).toEqual(english);
});
