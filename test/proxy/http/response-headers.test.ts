import { request } from 'undici';
import { describe, expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { wholeLife } from '../../support/proxy/whole-life.ts';

const HTTPS = { publicOrigin: 'https://wallet.example.com' };

const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

const POLICY =
  /^default-src 'none';style-src 'sha256-[\w+/=]+';img-src data:;base-uri 'none';form-action 'none';frame-ancestors 'none'$/;

test.each([
  ['/', 200],
  ['/nothing', 404],
  ['/healthz', 200],
  ['/auth/oauth/start', 302],
  ['/oauth/callback', 303],
  ['/api/about', 200],
  ['/api/%00', 404],
  ['/..%2f..%2fetc/passwd', 404],
  ['/%', 400],
  ['/%zz', 400],
  [`/${'a'.repeat(9000)}`, 404],
])('%s sends no referrer and allows no script and no frame [rows 20, 43]', async (path, status) => {
  const { client } = await startProxy(HTTPS);
  const response = await client.api(path);
  expect(response.status).toBe(status);
  expect(response.headers).toMatchObject(HEADERS);
  expect(response.headers['content-security-policy']).toMatch(POLICY);
  expect(response.headers['strict-transport-security']).toBe('max-age=31536000');
  if (status < 400) return;
  const error = status === 400 ? 'bad_request' : 'not_found';
  expect(response.json()).toEqual({ error, message: expect.any(String) });
});

test.each([
  ['/', 200],
  ['/?login=success', 200],
  ['/?error=access_denied', 200],
  ['/?error=%3Cscript%3Ealert(1)%3C/script%3E', 200],
  ['/?%00=%ff&error=%zz', 200],
  ['/nothing', 404],
  ['/%', 400],
  ['/auth/oauth/start?again', 429],
  ['/oauth/callback?again', 429],
])('the page at %s sends no referrer and contains no script [row 20]', async (path, status) => {
  const { browser } = await startProxy({ env: { RATE_LIMIT_SIGN_IN: '1' } });
  if (status === 429) await browser().navigate('/auth/oauth/start');
  const { headers, text, status: received } = await browser().navigate(path);
  expect(received).toBe(status);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['x-content-type-options']).toBe('nosniff');
  const policy = String(headers['content-security-policy']);
  expect(policy).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/);
  expect(policy).not.toMatch(/(script|worker|object|frame)-src|unsafe|https?:|\*/);
  const others = text.replace(/<code>.*?<\/code>/, '');
  expect(others).not.toMatch(/<script|<iframe|<object|<base|\son\w+=|javascript:|https?:\/\//i);
});

test.each([
  ['https://wallet.example.com', {}, 'max-age=31536000'],
  ['https://wallet.example.com:443', {}, 'max-age=31536000'],
  ['https://wallet.example.com:8443', {}, undefined],
  ['https://wallet.example.com:8443', { HSTS_MAX_AGE: '600' }, 'max-age=600'],
  ['https://wallet.example.com', { HSTS_MAX_AGE: '0' }, undefined],
  ['http://localhost:8787', { HSTS_MAX_AGE: '600' }, undefined],
  [undefined, {}, undefined],
])('at %s with %j Strict-Transport-Security is %s [P18]', async (publicOrigin, env, value) => {
  const { browser } = await startProxy({ ...(publicOrigin && { publicOrigin }), env });
  const { headers } = await browser().send('/');
  expect(headers['strict-transport-security']).toBe(value);
});

const OWN = ['Cookie', 'Origin', 'Sec-Fetch-Site', 'Sec-Fetch-Mode', 'X-CSRF', 'X-Account-Slot'];
const VARY: [RegExp, string[]][] = [
  [/^\/api\//, OWN],
  [/^\/api\/sessions/, OWN],
  [/^\/auth\/logout/, OWN],
  [/^\/auth\/oauth\/start/, ['Cookie']],
  [/^\/oauth\/callback/, ['Cookie']],
  [/^\/(\?|$)/, ['Accept-Language']],
  [/^\/nothing/, ['Accept-Language', 'Sec-Fetch-Mode']],
];

test('no response may be cached, and each names the headers that it depends on [rows 41, 45]', async () => {
  const exchanges = await wholeLife(await startProxy({ env: { USERINFO_MAX_AGE: '0' } }));
  const statuses = new Set(exchanges.map(({ response }) => response.status));
  for (const status of [200, 204, 302, 303, 304, 400, 401, 403, 404, 502, 503]) {
    expect(statuses).toContain(status);
  }
  const cached = exchanges.filter(
    ({ response }) => response.headers['cache-control'] !== 'no-store',
  );
  expect(cached.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  for (const [path, names] of VARY) {
    const matching = exchanges.filter((exchange) => path.test(exchange.path));
    expect(matching.length, String(path)).toBeGreaterThan(0);
    for (const { response } of matching) {
      const vary = String(response.headers.vary ?? '').split(', ');
      expect(vary, String(path)).toEqual(expect.arrayContaining(names));
    }
  }
});

describe('cookies of other programs on the same host [P14]', () => {
  /** A `Cookie` header of this many bytes, in which `own` is the last of many cookies. */
  function cookieHeader(bytes: number, own: string): string {
    const others = Array.from(
      { length: 12 },
      (_, at) => `program_${at}=%E0%A4%A ${'x'.repeat(990)}`,
    );
    const rest = bytes - others.join('; ').length - own.length - '; filler=; '.length;
    return [...others, `filler=${'f'.repeat(rest)}`, own].join('; ');
  }

  test.each([
    [20_000, 200],
    [32 * 1024, 200],
    [32 * 1024 + 1, 431],
    [100_000, 431],
  ])('a Cookie header of %i bytes: %i', async (bytes, status) => {
    const { url, signedIn } = await startProxy();
    const { cookies } = await signedIn();
    const [own = ''] = [...cookies].map(([name, { value }]) => `${name}=${value}`);
    const cookie = cookieHeader(bytes, own);
    expect(cookie).toHaveLength(bytes);
    const response = await request(`${url}/api/user/info`, { headers: { cookie, 'x-csrf': '1' } });
    expect(response.statusCode).toBe(status);
    expect(await response.body.json()).toMatchObject(
      status === 200 ? { username: 'demo' } : { error: 'headers_too_large' },
    );
  });

  test('a user who navigates to the proxy gets a page that explains the problem', async () => {
    const { url } = await startProxy();
    const cookie = cookieHeader(33_000, 'a=b');
    const headers = { cookie, 'sec-fetch-mode': 'navigate', 'accept-language': 'zh-CN' };
    const response = await request(`${url}/auth/oauth/start`, { headers });
    expect(response.statusCode).toBe(431);
    expect(await response.body.text()).toContain('Cookie 过多');
  });
});
