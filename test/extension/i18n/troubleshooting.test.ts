import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROBLEM_KINDS, problemMessage } from '../../../extension/domain/problems.ts';
import {
  SIGN_IN_ERROR_KINDS,
  signInErrorMessage,
} from '../../../extension/domain/sign-in-errors.ts';
import { fallbackMessages } from '../../../extension/i18n/fallback-messages.ts';
import { ROOT } from '../../support/build/tools.ts';
import { messages } from '../../support/extension/browser.ts';

const NAMES = { address: '', extensionOrigin: '' };

/** The headlines that a person may look up: whatever is in the way, and what is wrong with an address. */
const HEADLINES: readonly string[] = [
  ...PROBLEM_KINDS.map((kind) => problemMessage(kind, NAMES).title),
  ...SIGN_IN_ERROR_KINDS.map((kind) => signInErrorMessage(kind, NAMES).title),
  'titleSessionEnded',
  'titleDisabled',
  'titleNegative',
  'titleLow',
  'titleCommandFailed',
  'addressNotAnAddress',
  'addressCredentials',
  'addressPort',
  'addressIpv6',
  'addressSchemeMissing',
  'addressHttpsNeeded',
  'addressMisspelled',
  'addressPathNotUsed',
  'addressTooOld',
  'importNotPreferences',
  'importNewer',
  'importDamaged',
];

test.each([
  ['docs/troubleshooting.md', 'en'],
  ['docs/troubleshooting.zh-CN.md', 'zh_CN'],
] as const)('%s has a row for each headline of the screen, and no other', (document, language) => {
  const words = messages(language);
  const text = readFileSync(join(ROOT, document), 'utf8');
  const rows = [...text.matchAll(/^\| \*\*(.+?)\*\* \|/gmu)].map(([, title]) => title);
  const titles = HEADLINES.map((key) => words[key]?.message);
  const wanted = new Set([...titles, fallbackMessages(language).title]);
  expect(rows.toSorted()).toEqual([...wanted].toSorted());
});
