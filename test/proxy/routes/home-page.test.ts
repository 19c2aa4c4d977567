import { describe, expect, test } from 'vitest';
import { LOGIN_ERRORS } from '../../../shared/login-outcomes.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';

function headingOf(html: string): string {
  return /<h1>(.*)<\/h1>/.exec(html)?.[1] ?? '';
}

test('says what this address is or how a sign-in ended, with a different text for each', async () => {
  const { client } = await startProxy();
  const paths = ['/', '/?login=success', ...LOGIN_ERRORS.map((code) => `/?error=${code}`)];
  for (const language of ['en', 'zh-CN']) {
    const pages = new Map<string, string>();
    for (const path of paths) {
      const response = await client.send(path, { headers: { 'accept-language': language } });
      expect(response.status).toBe(200);
      expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(response.headers['content-language']).toBe(language);
      expect(response.text).toContain(`<html lang="${language}">`);
      expect(response.text).not.toMatch(/<script|[a-z]+="https?:/);
      pages.set(path, response.text);
    }
    const distinct = paths.filter((path) => !/invalid_(request|scope)|unsupported/.test(path));
    const headings = distinct.map((path) => headingOf(pages.get(path) ?? ''));
    expect(new Set(headings).size).toBe(distinct.length);
    expect(headings.every((heading) => heading !== '')).toBe(true);
  }
});

describe('the language', () => {
  test.each([
    [undefined, 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['zh-TW', 'zh-CN'],
    ['en-US,en;q=0.9,zh;q=0.8', 'en'],
    ['de,zh;q=0.3', 'zh-CN'],
    ['fr', 'en'],
    ['zh;q=0', 'en'],
    ['en;q=0.1, ZH-cn;q=0.2', 'zh-CN'],
    [';;;,,q=', 'en'],
  ])('for Accept-Language: %s is %s [row 45]', async (header, language) => {
    const { browser } = await startProxy();
    const headers: Record<string, string> =
      header === undefined ? {} : { 'accept-language': header };
    const response = await browser().send('/', { headers });
    expect(response.headers['content-language']).toBe(language);
    expect(response.headers.vary).toBe('Accept-Language');
  });
});
