import { expect, test } from 'vitest';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';

const CSRF = { 'x-csrf': '1' };
const EXTENSION = `chrome-extension://${'a'.repeat(32)}`;
const FIREFOX_EXTENSION = 'moz-extension://4a8a5e8e-7d5b-4f3a-9b0e-1c2d3e4f5a6b';

const BAD_VALUES = ['0', '11', '1, 1', '01', '1.0', 'true', ''];
const BAD_SITES = ['cross-site', 'same-site', 'none, none', 'Same-Origin', ''];
const BAD_ORIGINS = ['https://evil.example', 'null', '', 'chrome-extension://', `${EXTENSION}/x`];

/** Headers that the extension does not send. */
const FOREIGN: Record<string, string | string[]>[] = [
  {},
  ...BAD_VALUES.map((value) => ({ 'x-csrf': value })),
  { 'x-csrf': ['1', '1'] },
  { 'x-account-slot': '0' },
  { 'x-account-slot': '10' },
  ...BAD_SITES.map((site) => ({ ...CSRF, 'sec-fetch-site': site })),
  { ...CSRF, 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
  ...BAD_ORIGINS.map((origin) => ({ ...CSRF, origin })),
];

test.each([
  ['GET', '/api/user/info'],
  ['GET', '/api/user/topup'],
  ['GET', '/api/about'],
  ['GET', '/api/sessions'],
  ['GET', '/api/nothing-here'],
  ['POST', '/auth/logout'],
] as const)(
  '%s %s refuses requests of other origins and has no effect [rows 8, 9]',
  async (method, path) => {
    const { platform, url, client } = await startSignedIn();
    platform.clearRequests();
    const ownOrigin = [`${url}.evil.example`, `x${url}`].map((origin) => ({ ...CSRF, origin }));
    for (const headers of [...FOREIGN, ...ownOrigin]) {
      const response = await client.send(path, { method, headers });
      const sent = JSON.stringify(headers);
      expect(response.status, sent).toBe(403);
      expect(response.json()).toEqual({ error: 'forbidden', message: expect.any(String) });
      expect(response.headers['access-control-allow-origin']).toBeUndefined();
      expect(response.cookies, sent).toEqual([]);
    }
    expect(platform.requests).toHaveLength(0);
    expect((await client.api('/api/user/info')).status).toBe(200);
  },
);

test('a foreign request is refused before the session is read', async () => {
  let reads = 0;
  const { client } = await startSignedIn({
    onStoreCall(operation) {
      if (operation === 'read') reads += 1;
    },
  });
  expect((await client.send('/api/user/info')).status).toBe(403);
  expect(reads).toBe(0);
});

test.each<[string, (url: string) => Record<string, string>]>([
  ['Chromium, GET', () => ({ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'cors' })],
  ['Firefox, GET', () => ({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' })],
  ['Chromium, POST', () => ({ 'sec-fetch-site': 'none', origin: EXTENSION })],
  ['Firefox, POST', () => ({ 'sec-fetch-site': 'same-origin', origin: FIREFOX_EXTENSION })],
  ['the origin of the proxy', (url) => ({ origin: url })],
])('requests of the extension are served (%s)', async (_kind, headersFor) => {
  const { url, client } = await startSignedIn();
  expect((await client.api('/api/user/info', { headers: headersFor(url) })).status).toBe(200);
});

test('EXTENSION_ORIGINS restricts access to those extensions [row 9]', async () => {
  const { client } = await startSignedIn({ env: { EXTENSION_ORIGINS: EXTENSION } });
  const statusFor = async (origin: string) =>
    (await client.api('/api/user/info', { headers: { origin } })).status;
  expect(await statusFor(EXTENSION)).toBe(200);
  expect(await statusFor(`chrome-extension://${'c'.repeat(32)}`)).toBe(403);
  expect(await statusFor(FIREFOX_EXTENSION)).toBe(403);
});

test('a preflight gets no CORS header [row 8]', async () => {
  const { browser } = await startProxy();
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' };
  const response = await browser().send('/api/user/info', { method: 'OPTIONS', headers });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(Object.keys(response.headers).join()).not.toContain('access-control');
});
