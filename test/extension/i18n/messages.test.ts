import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PROBLEM_KINDS, problemMessage } from '../../../extension/domain/problems.ts';
import {
  SIGN_IN_ERROR_KINDS,
  signInErrorMessage,
} from '../../../extension/domain/sign-in-errors.ts';
import { clockTime } from '../../../extension/i18n/format-time.ts';
import { type Message, messages } from '../../support/extension/browser.ts';

const english = messages('en');
const chinese = messages('zh_CN');
const keys = Object.keys(english);

const folder = fileURLToPath(new URL('../../../extension', import.meta.url));
const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(?:tsx?|html)$/u.test(file))
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .concat(readFileSync(join(folder, '../wxt.config.ts'), 'utf8'))
  .join('\n');

const placeholdersIn = ({ message }: Message) =>
  [...message.matchAll(/\$(\w+)\$/gu)].map(([, name]) => name).sort();

/** Placeholders with `name` in place of the extension's name. */
function extensionNamed(placeholders: Message['placeholders'], name: string) {
  if (!placeholders?.extension) return placeholders;
  return { ...placeholders, extension: { content: name } };
}

describe('the languages', () => {
  test('have the same keys', () => {
    expect(Object.keys(chinese).sort()).toEqual([...keys].sort());
  });

  test.each(keys)('have the same placeholders in %s, each defined', (key) => {
    const [en, zh] = [english[key], chinese[key]];
    if (!en || !zh) throw new Error(`${key} is missing.`);
    expect(placeholdersIn(zh)).toEqual(placeholdersIn(en));
    const named = (extension: string) => extensionNamed(en.placeholders, extension);
    expect(en.placeholders).toEqual(named('Balance Companion'));
    expect(zh.placeholders).toEqual(named('余额伴侣'));
    const filled = Object.keys(en.placeholders ?? {}).map((name) => name.toUpperCase());
    expect(filled.sort()).toEqual([...new Set(placeholdersIn(en))]);
  });

  test('have no empty text and none in the wrong language', () => {
    for (const key of keys) {
      expect(english[key]?.message, key).toMatch(/^[^\u2e80-\uffff]+$/u);
      expect(chinese[key]?.message, key).toMatch(
        key === 'languageTag' ? /^zh-CN$/u : /[\u4e00-\u9fff（]/u,
      );
    }
  });

  test('in Chinese, use Chinese punctuation', () => {
    for (const [key, { message }] of Object.entries(chinese)) {
      expect(message, key).not.toMatch(/[\u4e00-\u9fff]\s*[,;!?()]|[,;!?()]\s*[\u4e00-\u9fff]/u);
    }
  });
});

describe('the keys', () => {
  const context = { address: '', extensionOrigin: '' };
  const filled = [
    ...PROBLEM_KINDS.map((kind) => problemMessage(kind, context)),
    ...SIGN_IN_ERROR_KINDS.map((kind) => signInErrorMessage(kind, context)),
  ].flatMap(({ title, text }): string[] => [title, text]);

  test.each(keys)('%s is used', (key) => {
    const isNamed = code.includes(`'${key}'`) || code.includes(`__MSG_${key}__`);
    expect(isNamed || filled.includes(key)).toBe(true);
  });

  // The compiler checks the keys in the sources.
  test('in the manifest exist', () => {
    const used = [...code.matchAll(/__MSG_(\w+)__/gu)].map(([, key]) => key);
    expect(used.length).toBeGreaterThan(0);
    for (const key of used) expect(keys).toContain(key);
  });
});

test.each([
  ['Sign in', '一键登录', 'actionSignIn'],
  ['Refresh balance', '刷新余额', 'actionRefresh'],
  ['Top up', '账户充值', 'actionTopUp'],
  ['Sign out', '退出登录', 'actionSignOut'],
  ['Settings', '设置', 'actionSettings'],
  ['Proxy address', '代理地址', 'fieldProxyAddress'],
  ['Save', '保存', 'actionSave'],
])('%s is called %s', (en, zh, key) => {
  expect(english[key]?.message).toBe(en);
  expect(chinese[key]?.message).toBe(zh);
});

test.each([
  ['of today', '2026-01-05T14:05Z', '14:05', '14:05'],
  ['of this night', '2026-01-05T00:07Z', '00:07', '00:07'],
  ['of yesterday', '2026-01-04T23:59Z', 'Jan 4, 23:59', '1 月 4 日 23:59'],
  ['of long ago', '2024-12-31T08:00Z', 'Dec 31, 2024, 08:00', '2024 年 12 月 31 日 08:00'],
])('a time %s has the day and the year with it where they differ', (_, time, en, zh) => {
  const now = Date.UTC(2026, 0, 5, 14, 5);
  expect(clockTime(Date.parse(time), now, 'en', 'UTC')).toBe(en);
  expect(clockTime(Date.parse(time), now, 'zh-CN', 'UTC')).toBe(zh);
});
