import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { problemMessage } from '../../../extension/domain/problems.ts';
import { signInErrorMessage } from '../../../extension/domain/sign-in-errors.ts';
import { errorPage, homePage } from '../../../proxy/http/pages/render-page.ts';
import { LOGIN_ERRORS } from '../../../shared/login-outcomes.ts';
import { tChinese, tEnglish } from '../../support/user/messages.ts';

const NAMES = { address: '', extensionOrigin: '' };
const page = (query: string, language: 'en' | 'zh-CN' = 'en') =>
  homePage(new URLSearchParams(query), language);

function extensionFile(path: string): string {
  return readFileSync(new URL(`../../../extension/${path}`, import.meta.url), 'utf8');
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}

describe.each([
  ['en', tEnglish],
  ['zh-CN', tChinese],
] as const)('in %s', (language, t) => {
  const close = language === 'en' ? 'You can close this window' : '你可以关闭此窗口';

  test.each(LOGIN_ERRORS)('%s has the words of the popup', (code) => {
    const { title, text, substitutions = [] } = signInErrorMessage(code, NAMES);
    const html = page(`error=${code}`, language);
    expect(html).toContain(`<title>${t(title)}</title>`);
    expect(html).toContain(`<h1>${t(title)}</h1>`);
    expect(html).toContain(`<p>${t(text, ...substitutions)}</p>`);
    expect(html).toContain(close);
  });

  test('a successful sign-in says that the window may have to be closed', () => {
    const words = { en: 'if it does not close by itself', 'zh-CN': '如果此窗口没有自动关闭' };
    expect(page('login=success', language)).toContain(words[language]);
    expect(page('', language)).not.toContain(close);
  });

  test.each([
    ['rate_limited', 'rate_limited'],
    ['headers_too_large', 'too_many_cookies'],
    ['store_unavailable', 'store_unavailable'],
    ['overloaded', 'overloaded'],
  ] as const)('the page of %s has the title of %s', (code, problem) => {
    const { title } = problemMessage(problem, NAMES);
    expect(errorPage(code, language)).toContain(`<h1>${t(title)}</h1>`);
  });

  test('each page has the name of the extension', () => {
    for (const html of [page('', language), errorPage('not_found', language)]) {
      expect(html).toContain(`<p>${t('extensionName')}</p>`);
    }
  });
});

test('the mark is the icon of the extension', () => {
  const drawing = extensionFile('build/icon.svg').replace(/<title>.*<\/title>|<!--.*-->/g, '');
  const [, ...marks] = page('').split('data:image/svg+xml;base64,');
  expect(marks).toHaveLength(2);
  for (const mark of marks) {
    const decoded = Buffer.from(mark.split('"')[0] ?? '', 'base64').toString();
    expect(withoutSpace(decoded)).toBe(withoutSpace(drawing));
  }
});

test('the other icons are those of the extension', () => {
  const icons = extensionFile('components/icons.tsx');
  for (const query of ['', 'login=success', 'error=server_error']) {
    expect(icons).toContain(`'${/<path d="([^"]+)"/.exec(page(query))?.[1]}'`);
  }
});

test('the colors are those of the extension, light and dark', () => {
  const theme = extensionFile('components/theme.css');
  const [, light, dark] = page('').split(':root {');
  const declarations = [...(light ?? '').matchAll(/(--[\w-]+): (#\w+);/g)];
  expect(declarations.length).toBeGreaterThan(5);
  for (const [, name, color] of declarations) {
    const other = new RegExp(`${name}: (#\\w+);`).exec(dark ?? '')?.[1];
    expect(theme).toContain(`${name}: light-dark(${color}, ${other});`);
  }
});
