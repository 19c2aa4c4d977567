import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { problemMessage } from '../../../extension/domain/problems.ts';
import { signInErrorMessage, signInErrorTone } from '../../../extension/domain/sign-in-errors.ts';
import type { Language } from '../../../proxy/http/pages/messages.ts';
import { errorPage, homePage } from '../../../proxy/http/pages/render-page.ts';
import { ERROR_CODES } from '../../../shared/errors.ts';
import { LOGIN_ERRORS } from '../../../shared/login-outcomes.ts';
import { tChinese, tEnglish } from '../../support/user/messages.ts';

const NAMES = { address: '', extensionOrigin: '' };
const ADDRESS = 'https://balance.example.com:8443';
const page = (query: string, language: Language = 'en') =>
  homePage(new URLSearchParams(query), language, ADDRESS);

function extensionFile(path: string): string {
  return readFileSync(new URL(`../../../extension/${path}`, import.meta.url), 'utf8');
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}

function withoutTags(html: string): string {
  return html.replace(/<[^>]+>/g, '');
}

/** What the page says, without tags and spaces. */
function wordsOf(html: string): string {
  const [, main = ''] = html.split('<main>');
  return withoutSpace(withoutTags(main));
}

function headingOf(html: string): string {
  return withoutTags(/<h1>.*<\/h1>/.exec(html)?.[0] ?? '');
}

/** Where the next sign-in starts. */
const SIGN_IN_AGAIN = {
  en: 'To try again, open the extension and choose “Sign in”.',
  'zh-CN': '如需重试，请打开扩展，点击“一键登录”。',
};
/** Where the user goes on after an error. */
const TRY_AGAIN = { en: /tryagainintheextension/giu, 'zh-CN': /在扩展中重试/gu };
const CODE = { en: withoutSpace('Code for the operator'), 'zh-CN': '供管理员参考的代码' };
const OPERATOR = { en: 'operator', 'zh-CN': '管理员' };
const CLOSE = { en: 'You can close this window.', 'zh-CN': '你可以关闭此窗口。' };

describe.each([
  ['en', tEnglish],
  ['zh-CN', tChinese],
] as const)('in %s', (language, t) => {
  test.each(LOGIN_ERRORS)('%s has the words of the popup and says where to sign in', (code) => {
    const { title, text, substitutions = [] } = signInErrorMessage(code, NAMES);
    const html = page(`error=${code}`, language);
    expect(html).toContain(`<title>${t(title)}</title>`);
    expect(headingOf(html)).toBe(t(title));
    // Some texts of the popup end with the code, which comes later here.
    const [popupWords = ''] = withoutSpace(t(title) + t(text, ...substitutions)).split(
      CODE[language],
    );
    const where = withoutSpace(SIGN_IN_AGAIN[language]);
    const isForOperator = popupWords.includes(OPERATOR[language]);
    const codeWords = isForOperator ? CODE[language] + code : '';
    const end = codeWords + withoutSpace(CLOSE[language]);
    expect(wordsOf(html)).toBe(popupWords + where + end);
    expect(html).toContain('<span class="unbroken">“');
    expect(html).toContain(`<body class="${signInErrorTone(code)}">`);
  });

  test('a successful sign-in says that the window may have to be closed', () => {
    const words = { en: 'if it does not close by itself', 'zh-CN': '如果此窗口没有自动关闭' };
    expect(page('login=success', language)).toContain(words[language]);
  });

  test('the home page has the address of the proxy, to be selected at once', () => {
    const [box = ''] = page('', language).split('</div>');
    const [, address = ''] = box.split('<code>');
    expect(wordsOf(`<main>${address.split('</code>')[0]}`)).toBe(ADDRESS);
    expect(page('', language)).not.toContain(`<h1>${t('extensionName')}`);
  });

  test.each([
    ['rate_limited', 'rate_limited'],
    ['headers_too_large', 'too_many_cookies'],
    ['internal_error', 'proxy_failed'],
    ['store_unavailable', 'store_unavailable'],
    ['overloaded', 'overloaded'],
  ] as const)('the page of %s has the title of %s', (code, problem) => {
    const { title } = problemMessage(problem, NAMES);
    expect(errorPage(code, language)).toContain(`<h1>${t(title)}</h1>`);
  });

  test.each(ERROR_CODES)('the page of %s says once what can be done', (code) => {
    const html = errorPage(code, language);
    const isNotFound = code === 'not_found';
    expect(html).toContain(`<body class="${isNotFound ? 'info' : 'problem'}">`);
    expect(html.includes('<a href="/">')).toBe(isNotFound);
    const words = wordsOf(html);
    expect(words.match(TRY_AGAIN[language]) ?? []).toHaveLength(isNotFound ? 0 : 1);
    expect(words).not.toContain(language === 'en' ? 'Signin' : '登录”');
    const [advice = '', ...codes] = words.split(CODE[language]);
    const end = isNotFound ? '' : withoutSpace(CLOSE[language]);
    expect(words.endsWith(end)).toBe(true);
    expect(codes).toEqual(advice.includes(OPERATOR[language]) ? [code + end] : []);
  });

  test('a code breaks behind its underscores, and a hyphen never does', () => {
    const html = page('error=invalid_scope', language);
    expect(html).toContain('<code>invalid_<wbr>scope</code>');
    const [, heading = ''] = page('error=invalid_state', language).split('<h1>');
    if (language === 'en') expect(heading).toMatch(/^This <span class="unbroken">sign-in</);
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

test('the sizes are those of the extension', () => {
  const theme = extensionFile('components/page.css') + extensionFile('components/theme.css');
  const [, root = ''] = page('').split(':root {');
  const sizes = [...root.matchAll(/--[\w-]+: [\d.]+(?:px|rem);/g)];
  expect(sizes.length).toBeGreaterThan(5);
  // The first declaration wins: that of the pages, then that of all.
  for (const [size = ''] of sizes) {
    const [name = ''] = size.split(':');
    expect(theme.slice(theme.indexOf(`${name}:`))).toMatch(
      new RegExp(`^${size.replace('.', '\\.')}`),
    );
  }
});
