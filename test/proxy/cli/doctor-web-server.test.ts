import { describe, expect, test } from 'vitest';
import { freePort } from '../../support/ports/free-port.ts';
import { behind, checks, type DoctorOptions, findingsAt } from '../../support/proxy/doctor.ts';
import { type ForwarderOptions, inRequests, withHeaders } from '../../support/proxy/forwarder.ts';
import type { ProxyOptions } from '../../support/proxy/running-proxy.ts';

type Change = NonNullable<ForwarderOptions['response']>;

const forPath = (path: string, change: Change): ForwarderOptions => ({
  response: (response) => {
    if (response.path.split('?')[0] === path) change(response);
  },
});

/** Replaces a text in each cookie that is set. */
const inCookies = (from: RegExp, to: string): ForwarderOptions => ({
  response: ({ headers }) => {
    const cookies = [headers['set-cookie'] ?? []].flat();
    headers['set-cookie'] = cookies.map((one) => one.replace(from, to));
  },
});

const SIGN_IN = '/auth/oauth/start';

/** Replaces a text in the address to which a sign-in redirects. */
const inLocation = (from: RegExp | string, to: string) =>
  forPath(SIGN_IN, ({ headers }) => {
    headers.location = String(headers.location).replace(from, to);
  });

const respond = (path: string, changes: { status?: number; body?: string }) =>
  forPath(path, (response) => void Object.assign(response, changes));

/** Sends everybody the headers of the first response, like a cache. */
function cached(path: string): ForwarderOptions {
  let first: string | undefined;
  return forPath(path, ({ headers }) => {
    first ??= JSON.stringify(headers);
    Object.assign(headers, JSON.parse(first));
  });
}

/** Puts the query into the page. */
const repeatQuery = forPath('/', (response) => {
  response.body = decodeURIComponent(response.path);
});

test('a proxy behind a web server that only forwards passes every check', async () => {
  const { address, proxy } = await behind();
  const findings = await findingsAt(address);
  expect(findings.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  expect(findings.length).toBeGreaterThan(20);
  const [call, ...others] = proxy.platform.requests;
  expect(others).toEqual([]);
  expect(call).toMatchObject({ method: 'GET', path: '/api/oauth2/userinfo' });
  expect(call?.headers.authorization).toBeUndefined();
  expect(call?.headers['user-agent']).toMatch(/^balance-companion\/\d/);
  expect(await proxy.store.count()).toBe(0);
});

const HTTPS: ForwarderOptions = { certificate: 'localhost' };
const OTHER_POLICY = { 'content-security-policy': "default-src 'self' 'unsafe-inline'" };
const NO_BROWSER = { origin: undefined, 'sec-fetch-site': undefined };
const NO_SLOT = { 'x-account-slot': undefined };
const NOT_FOUND = { status: 404, body: '{"error":"not_found"}' };
const BLOCKED = { status: 403 };
const WITHOUT_LARGE_COOKIES: ForwarderOptions = {
  request(headers) {
    if (String(headers.cookie).length > 4_096) headers.cookie = undefined;
  },
};
const NO_HSTS = { 'strict-transport-security': undefined };
const COOKIE = 'the sign-in’s cookie';

describe('only the check for it fails', () => {
  type Case = [
    problem: string,
    failed: string,
    ForwarderOptions,
    proxy?: ProxyOptions,
    DoctorOptions?,
  ];

  test.each<Case>([
    ['CORS headers', 'CORS', withHeaders({ 'access-control-allow-origin': '*' })],
    ['cacheable responses', 'caches', withHeaders({ 'cache-control': 'public, max-age=60' })],
    ['responses from a cache', 'caches', withHeaders({ age: '12' })],
    ['a missing Vary header', 'caches', withHeaders({ vary: undefined })],
    ['a login cookie that scripts can read', COOKIE, inCookies(/; HttpOnly/, '')],
    ['a login cookie for the whole domain', COOKIE, inCookies(/$/, '; Domain=example.com')],
    ['a login cookie for every site', COOKIE, inCookies(/SameSite=Lax/, 'SameSite=None')],
    [
      'missing cookies',
      `${COOKIE}, the slot of a request, the cookies of ten accounts`,
      withHeaders({ 'set-cookie': undefined }),
    ],
    ['an old proxy without slots', 'account slots', respond('/api/sessions', NOT_FOUND)],
    ['a list of sessions that is blocked', 'account slots', respond('/api/sessions', BLOCKED)],
    ['a slot header that is removed', 'the slot of a request', inRequests(NO_SLOT)],
    ['a sign-out that is blocked', 'the slot of a request', respond('/auth/logout', BLOCKED)],
    [
      'a cookie of another slot that is removed',
      'the slot of a request',
      inCookies(/^balance_companion_session_9=/, 'other='),
    ],
    ['a query that is removed', 'the slot of a sign-in', respond(SIGN_IN, { status: 302 })],
    ['a header limit of 4 KB', 'the cookies of ten accounts', { maxHeaderSize: 4_096 }],
    ['a filter of large cookies', 'the cookies of ten accounts', WITHOUT_LARGE_COOKIES],
    ['another platform', 'sign-in leads to the platform', inLocation(/^[^?]*/, 'https://a.b/')],
    ['a smaller scope', 'authorization request', inLocation('+balance', '')],
    ['sign-ins from a cache', 'each sign-in, the cookies of ten accounts', cached(SIGN_IN)],
    ['no callback', 'a callback that nobody began', respond('/oauth/callback', { status: 404 })],
    ['another content security policy', 'security headers', withHeaders(OTHER_POLICY)],
    ['a page that repeats the query', 'the page', repeatQuery],
    ['a 404 page', 'an address with nothing behind it', respond('/no-such-page', { body: '<h1>' })],
    ['public metrics', 'metrics', respond('/metrics', { status: 200 })],
    [
      '401 pages',
      'nobody signed in, a garbage cookie',
      respond('/api/user/info', { body: '<h1>' }),
    ],
    ['a health check of the web server', 'alive', respond('/healthz', { body: 'ok' })],
    ['another server', 'who answers', respond('/api/about', { body: '<h1>Hello</h1>' })],
    ['an added CSRF header', 'a call without X-CSRF', inRequests({ 'x-csrf': '1' })],
    [
      'browser headers that are removed',
      'a call from another site, what the browser calls cross-site',
      inRequests(NO_BROWSER),
    ],
    ['an old version', 'version', {}, {}, { version: '1.10.0' }],
    ['a newer version', '', {}, {}, { version: '1.2.2' }],
    ['plain http on a public address', 'https', {}, {}, { target: { loopback: false } }],
    ['a self-signed certificate', 'certificate', HTTPS],
    ['a certificate for another name', 'certificate', { certificate: 'elsewhere' }],
    [
      'an expired certificate',
      'certificate, certificate’s end',
      HTTPS,
      {},
      { now: () => Date.UTC(2127, 0) },
    ],
    [
      'a missing HSTS header',
      'certificate, HSTS',
      { ...HTTPS, ...withHeaders(NO_HSTS) },
      {},
      { target: { onDefaultPort: true } },
    ],
    ['no Secure', `certificate, ${COOKIE}`, { ...HTTPS, ...inCookies(/; Secure/, '') }],
    [
      'a proxy that is configured for plain http',
      `certificate, callback address, ${COOKIE}`,
      HTTPS,
      { publicOrigin: 'http://localhost:1' },
    ],
  ])('%s', async (_problem, failed, webServer, proxy, options) => {
    const { address } = await behind(webServer, proxy);
    const findings = await findingsAt(address, options);
    expect(checks(findings, 'fail').join(', ')).toBe(failed);
    for (const { verdict, remedy } of findings) {
      expect(remedy === undefined).toBe(verdict === 'pass' || verdict === 'skip');
    }
  });

  test('a callback address on another origin', async () => {
    const { address } = await behind({}, { publicOrigin: 'https://wallet.example.com' });
    const findings = await findingsAt(address);
    expect(checks(findings, 'fail')).toEqual(['callback address']);
    expect(findings.find(({ check }) => check === 'callback address')?.remedy).toContain(
      `${address}/oauth/callback`,
    );
  });

  test('client credentials that the platform refuses', async () => {
    const { address, proxy } = await behind();
    const client = proxy.browser();
    proxy.platform.misbehave('token', { status: 401, body: { error: 'invalid_client' } });
    await client.navigate(await client.authorize(), 'another-site');
    const findings = await findingsAt(address);
    expect(checks(findings, 'fail')).toEqual(['ready']);
    expect(findings.find(({ check }) => check === 'ready')).toMatchObject({
      seen: 'no: platform_misconfigured',
      remedy: expect.stringContaining('OAUTH_CLIENT_SECRET'),
    });
  });

  test('a session store that cannot be written, by its kind', async () => {
    const { address } = await behind(
      {},
      {
        store: (store) => ({ ...store, check: () => Promise.reject(new Error('full')) }),
      },
    );
    const findings = await findingsAt(address);
    expect(checks(findings, 'fail')).toEqual(['ready']);
    expect(findings.find(({ check }) => check === 'ready')).toMatchObject({
      seen: 'no: store_unavailable (SQLite)',
      remedy: expect.stringContaining('DATA_DIR'),
    });
  });

  test('a stopped proxy behind its web server', async () => {
    const { address, proxy } = await behind();
    await proxy.stop();
    const findings = await findingsAt(address);
    expect(checks(findings, 'fail')).toEqual(['who answers']);
    expect(findings.at(-1)?.seen).toContain('no answer from the proxy (502)');
  });

  test('a closed port', async () => {
    const findings = await findingsAt(`http://127.0.0.1:${await freePort()}`);
    expect(findings).toMatchObject([{ check: 'the address', verdict: 'fail' }]);
  });
});

test.each([
  ['0', 'not sent: it would hold for every port of the host'],
  ['86400', 'for 1 days, on every port of the host'],
])('HSTS_MAX_AGE=%s passes on a port other than 443 [P18]', async (seconds, seen) => {
  const { address } = await behind(HTTPS, { env: { HSTS_MAX_AGE: seconds } });
  expect(await findingsAt(address)).toContainEqual({ check: 'HSTS', verdict: 'pass', seen });
});

describe('only a warning', () => {
  test.each<[string, ForwarderOptions, ProxyOptions, DoctorOptions, string]>([
    ['PKCE switched off', {}, { env: { OAUTH_PKCE: 'off' } }, {}, 'PKCE'],
    ['a Server header', withHeaders({ server: 'nginx/1' }), {}, {}, 'software versions'],
    ['clocks that differ', {}, {}, { now: () => Date.now() + 60_000 }, 'clock'],
  ])('%s', async (_kind, manners, proxyOptions, options, check) => {
    const { address } = await behind(manners, proxyOptions);
    const findings = await findingsAt(address, options);
    expect(checks(findings, 'warn')).toEqual([check]);
    expect(checks(findings, 'fail')).toEqual([]);
  });
});
