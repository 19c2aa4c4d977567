import { expect, test } from 'vitest';
import { startSignedIn } from '../../support/proxy/running-proxy.ts';

const ROUTES = [
  ['GET', '/'],
  ['GET', '/auth/oauth/start'],
  ['GET', '/oauth/callback'],
  ['GET', '/api/user/info'],
  ['GET', '/api/user/topup'],
  ['GET', '/api/about'],
  ['POST', '/auth/logout'],
  ['GET', '/healthz'],
  ['GET', '/nothing'],
] as const;

const GARBAGE = [
  '',
  '%',
  '%zz%',
  '%00',
  '%ff%fe',
  '\u00ff',
  '__proto__',
  '[object Object]',
  '../../etc/passwd',
  `${'A'.repeat(64)}%3B${'A'.repeat(32)}`,
  `${'A'.repeat(64)};${'A'.repeat(32)}`,
  'x'.repeat(3_000),
  '{"id":{"toString":1}}',
  "' OR 1=1 --",
];

const HEADERS =
  'accept accept-language content-type if-none-match range sec-fetch-mode x-forwarded-for x-forwarded-host x-forwarded-proto'.split(
    ' ',
  );
const LOGINS = ['', 'AAAAAAAAAAAAAAAA', '-'].map((end) => `balance_companion_login_${end}`);

/** Puts garbage into one part of a request. */
const PLACES: [
  place: string,
  (garbage: string) => { query?: string; headers?: Record<string, string> },
][] = [
  [
    'each cookie',
    (value) => {
      const names = ['balance_companion_session', ...LOGINS, '__proto__'];
      return { headers: { cookie: names.map((name) => `${name}=${value}`).join('; ') } };
    },
  ],
  ['the whole cookie header', (cookie) => ({ headers: { cookie } })],
  [
    'the headers',
    (value) => ({ headers: Object.fromEntries(HEADERS.map((name) => [name, value])) }),
  ],
  [
    'the query',
    (value) => {
      const text = value.replaceAll(' ', '+').replaceAll('\u00ff', '%FF');
      const names = ['code', 'state', 'error', 'login', '__proto__', 'a[b]', ''];
      return { query: `?${names.map((name) => `${name}=${text}`).join('&')}&${text}` };
    },
  ],
];

test.each(PLACES)(
  'garbage in %s is refused or ignored and never an internal error [row 43]',
  async (_place, withGarbage) => {
    const { client, log, browser } = await startSignedIn({
      env: { RATE_LIMIT_SIGN_IN: '0', RATE_LIMIT_API: '0', TRUST_PROXY: '127.0.0.1' },
    });
    for (const [method, path] of ROUTES) {
      for (const garbage of GARBAGE) {
        const { query = '', headers = {} } = withGarbage(garbage);
        const response = await browser().api(path + query, { method, headers });
        const what = `${method} ${path}${query}`;
        expect(response.status, what).toBeLessThan(500);
        if (path.startsWith('/api/user')) expect([401, 403, 431], what).toContain(response.status);
        if (response.status === 303) {
          expect(response.headers.location, what).toMatch(/^\/\?error=[a-z_]+$/);
        }
      }
    }
    expect(log()).not.toContain('internal_error');
    expect((await client.api('/api/user/info')).status).toBe(200);
  },
);
