import { expect, test } from 'vitest';
import { startProxy } from './running-proxy.ts';

const PLACES = ['/', '/nothing', '/healthz', '/auth/oauth/start', '/oauth/callback', '/api/about'];

test.each(PLACES)('%s sends no referrer, allows no script and no frame', async (path) => {
  const { browser } = await startProxy({ publicOrigin: 'https://wallet.example.com' });
  const { headers } = await browser().api(path);
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['strict-transport-security']).toMatch(/^max-age=\d+/);
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/script-src|unsafe/);
});

test('what is personal is not kept, and names what it depends on', async () => {
  const { signedIn } = await startProxy();
  const client = await signedIn();
  for (const path of ['/api/user/info', '/api/user/topup', '/api/about', '/api/nothing']) {
    const { headers } = await client.api(path);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers.vary).toBe('Cookie, Origin, Sec-Fetch-Site, Sec-Fetch-Mode, X-CSRF');
  }
  expect((await client.send('/api/user/info')).headers['cache-control']).toBe('no-store');
});

test('over http on loopback there is no Strict-Transport-Security', async () => {
  const { browser } = await startProxy();
  expect((await browser().send('/')).headers['strict-transport-security']).toBeUndefined();
});

test.each([
  ['/%', 400],
  ['/%zz', 400],
  ['/api/%00', 403],
  ['/..%2f..%2fetc/passwd', 404],
  [`/${'a'.repeat(9000)}`, 404],
])('the path %s is %i', async (path, status) => {
  const { browser } = await startProxy();
  const answer = await browser().send(path);
  expect(answer.status).toBe(status);
  expect(answer.json()).toEqual({ error: expect.any(String), message: expect.any(String) });
});
