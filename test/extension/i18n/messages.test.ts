import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PROBLEM_KINDS, problemMessage } from '../../../extension/domain/problems.ts';
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
        key === 'languageTag' ? /^zh-CN$/u : /[\u4e00-\u9fff]/u,
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
  const problemKeys = PROBLEM_KINDS.flatMap((kind): string[] => {
    const { title, text } = problemMessage(kind, context);
    return [title, text];
  });

  test.each(keys)('%s is used', (key) => {
    const isNamed = code.includes(`'${key}'`) || code.includes(`__MSG_${key}__`);
    expect(isNamed || problemKeys.includes(key)).toBe(true);
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

describe('a time', () => {
  const now = Date.UTC(2026, 0, 5, 14, 5);
  const write = (at: number, language = 'en') => clockTime(at, now, language, 'UTC');

  test('of today is a clock time', () => {
    expect(write(now)).toBe('14:05');
    expect(write(Date.UTC(2026, 0, 5, 0, 7))).toBe('00:07');
    expect(write(now, 'zh-CN')).toBe('14:05');
  });

  test('of another day has the day with it', () => {
    expect(write(Date.UTC(2026, 0, 4, 23, 59))).toBe('Jan 4, 23:59');
    expect(write(Date.UTC(2026, 0, 4, 23, 59), 'zh-CN')).toBe('1月4日 23:59');
  });

  test('of long ago has the year with it', () => {
    expect(write(Date.UTC(2024, 11, 31, 8, 0))).toBe('Dec 31, 2024, 08:00');
  });
});
