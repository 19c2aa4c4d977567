import { describe, expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

const CALLS = [
  ['GET', '/api/user/info'],
  ['GET', '/api/user/topup'],
  ['GET', '/api/about'],
  ['GET', '/api/nothing-here'],
  ['POST', '/auth/logout'],
] as const;

const FOREIGN: [string, Record<string, string | string[]>][] = [
  ['without X-CSRF', {}],
  ['with X-CSRF: 0', { 'x-csrf': '0' }],
  ['with X-CSRF: 11', { 'x-csrf': '11' }],
  ['with X-CSRF twice', { 'x-csrf': ['1', '1'] }],
  ['from a page of another site', { 'x-csrf': '1', 'sec-fetch-site': 'cross-site' }],
  ['from another port of this host', { 'x-csrf': '1', 'sec-fetch-site': 'same-site' }],
  ['with a site of no standard', { 'x-csrf': '1', 'sec-fetch-site': 'none, none' }],
  ['as a navigation', { 'x-csrf': '1', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
  ['with a foreign Origin', { 'x-csrf': '1', origin: 'https://evil.example' }],
  ['with Origin: null', { 'x-csrf': '1', origin: 'null' }],
  ['with an Origin that only begins well', { 'x-csrf': '1', origin: 'chrome-extension://a/evil' }],
];

describe.each(CALLS)('%s %s', (method, path) => {
  test.each(FOREIGN)('%s is 403, and nobody is signed out [rows 8, 9]', async (_kind, headers) => {
    const { signedIn, platform } = await startProxy();
    const client = await signedIn();
    platform.clearRequests();
    const answer = await client.send(path, { method, headers });
    expect(answer.status).toBe(403);
    expect(answer.json()).toEqual({ error: 'forbidden', message: expect.any(String) });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.cookies).toEqual([]);
    expect(platform.requests).toHaveLength(0);
    expect((await client.api('/api/user/info')).status).toBe(200);
  });
});

test('403 comes before the session is looked at', async () => {
  let reads = 0;
  const { signedIn } = await startProxy({
    store: (store) => ({
      ...store,
      read: (idHash) => {
        reads += 1;
        return store.read(idHash);
      },
    }),
  });
  const client = await signedIn();
  expect((await client.send('/api/user/info')).status).toBe(403);
  expect(reads).toBe(0);
});

test.each([
  ['Chromium, GET', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'cors' }],
  ['Firefox, GET', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
  ['Chromium, POST', { 'sec-fetch-site': 'none', origin: `chrome-extension://${'a'.repeat(32)}` }],
  [
    'Firefox, POST',
    {
      'sec-fetch-site': 'same-origin',
      origin: 'moz-extension://4a8a5e8e-7d5b-4f3a-9b0e-1c2d3e4f5a6b',
    },
  ],
] as const)('an extension as %s sends it is let in', async (_kind, headers) => {
  const { signedIn } = await startProxy();
  const client = await signedIn();
  expect((await client.api('/api/user/info', { headers })).status).toBe(200);
});

test("the proxy's own origin is let in", async () => {
  const { signedIn, url } = await startProxy();
  const client = await signedIn();
  expect((await client.api('/api/user/info', { headers: { origin: url } })).status).toBe(200);
});

test('with EXTENSION_ORIGINS only those extensions are let in [row 9]', async () => {
  const ours = `chrome-extension://${'b'.repeat(32)}`;
  const { signedIn } = await startProxy({ env: { EXTENSION_ORIGINS: ours } });
  const client = await signedIn();
  const as = (origin: string) => client.api('/api/user/info', { headers: { origin } });
  expect((await as(ours)).status).toBe(200);
  expect((await as(`chrome-extension://${'c'.repeat(32)}`)).status).toBe(403);
  expect((await as('moz-extension://4a8a5e8e-7d5b-4f3a-9b0e-1c2d3e4f5a6b')).status).toBe(403);
});

test('a preflight gets no CORS header [row 8]', async () => {
  const { browser } = await startProxy();
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' };
  const answer = await browser().send('/api/user/info', { method: 'OPTIONS', headers });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual(
    [],
  );
});
