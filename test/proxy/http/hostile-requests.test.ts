import { expect, test } from 'vitest';
import type { Client } from '../../support/proxy/client.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';

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

/** The part of a request that is replaced by garbage. */
const PLACES: [
  string,
  (client: Client, path: string, garbage: string) => Parameters<Client['send']>,
][] = [
  [
    'the cookies',
    (client, path, value) => {
      for (const name of ['session', 'login_', 'login_AAAAAAAAAAAAAAAA', 'login_-']) {
        client.cookies.set(`balance_companion_${name}`, { value, sameSite: 'Lax' });
      }
      client.cookies.set('__proto__', { value, sameSite: 'Lax' });
      return [path, { headers: { 'x-csrf': '1' } }];
    },
  ],
  ['the whole cookie header', (_, path, cookie) => [path, { headers: { 'x-csrf': '1', cookie } }]],
  [
    'the headers',
    (_client, path, value) => [
      path,
      {
        headers: {
          'x-csrf': '1',
          'accept-language': value,
          'if-none-match': value,
          'content-type': value,
          'x-forwarded-for': value,
          'x-forwarded-host': value,
          'x-forwarded-proto': value,
          'sec-fetch-mode': value,
          accept: value,
          range: value,
        },
      },
    ],
  ],
  [
    'the query',
    (_client, path, value) => {
      const text = value.replaceAll(' ', '+').replaceAll('\u00ff', '%FF');
      const query = ['code', 'state', 'error', 'login', '__proto__', 'a[b]', ''];
      const pairs = query.map((name) => `${name}=${text}`).join('&');
      return [`${path}?${pairs}&${text}`, { headers: { 'x-csrf': '1' } }];
    },
  ],
];

test.each(PLACES)(
  'garbage in %s is refused or ignored and never an internal error [row 43]',
  async (_place, withGarbage) => {
    const { signedIn, log, browser } = await startProxy({
      env: { RATE_LIMIT_SIGN_IN: '0', RATE_LIMIT_API: '0', TRUST_PROXY: '127.0.0.1' },
    });
    const client = await signedIn();
    for (const [method, path] of ROUTES) {
      for (const garbage of GARBAGE) {
        const stranger = browser();
        const [target, options] = withGarbage(stranger, path, garbage);
        const { status, headers } = await stranger.send(target, { ...options, method });
        const what = `${method} ${target}`;
        expect(status, what).toBeLessThan(500);
        if (path.startsWith('/api/user')) expect([401, 403, 431], what).toContain(status);
        if (status === 303) expect(headers.location, what).toMatch(/^\/\?error=[a-z_]+$/);
      }
    }
    expect(log()).not.toContain('internal_error');
    expect((await client.api('/api/user/info')).status).toBe(200);
  },
);
