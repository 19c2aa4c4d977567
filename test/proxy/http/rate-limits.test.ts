import { expect, onTestFinished, test, vi } from 'vitest';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';

test('sign-ins are limited per address', async () => {
  const { browser } = await startProxy({ env: { RATE_LIMIT_SIGN_IN: '3' } });
  for (let count = 0; count < 3; count++) {
    expect((await browser().send('/auth/oauth/start')).status).toBe(302);
  }
  const response = await browser().send('/auth/oauth/start');
  expect(response.status).toBe(429);
  expect(response.json().error).toBe('rate_limited');
  const wait = Number(response.headers['retry-after']);
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect((await browser().send('/oauth/callback?error=access_denied')).status).toBe(429);
  const page = await browser().navigate('/auth/oauth/start');
  expect(page.status).toBe(429);
  expect(page.text).toContain('<h1>Too many requests</h1>');
  expect((await browser().send('/')).status).toBe(200);
});

test.each([
  ['refused requests', 'POST', '/auth/logout', 'cors', 403],
  ['sign-ins', 'GET', '/auth/oauth/start', 'no-cors', 429],
] as const)(
  '%s of other pages do not count towards the limit of sign-outs',
  async (_kind, method, path, mode, last) => {
    const { client } = await startSignedIn({ env: { RATE_LIMIT_SIGN_IN: '4' } });
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode };
    const send = async () => (await client.copy().send(path, { method, headers })).status;
    for (let count = 0; count < 6; count++) await send();
    expect(await send()).toBe(last);
    expect((await client.api('/auth/logout', { method: 'POST' })).status).toBe(204);
  },
);

test('sign-outs are limited per address', async () => {
  const { browser } = await startProxy({ env: { RATE_LIMIT_SIGN_IN: '3' } });
  const signOut = () => browser().api('/auth/logout', { method: 'POST' });
  for (let count = 0; count < 3; count++) expect((await signOut()).status).toBe(204);
  expect((await signOut()).json().error).toBe('rate_limited');
});

test('the API is limited per session', async () => {
  const { signedIn } = await startProxy({ env: { RATE_LIMIT_API: '3' } });
  const [one, other] = [await signedIn(), await signedIn()];
  for (let count = 0; count < 3; count++) {
    expect((await one.api('/api/user/info')).status).toBe(200);
  }
  const response = await one.api('/api/user/topup');
  expect(response.status).toBe(429);
  expect(response.json().error).toBe('rate_limited');
  expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
  expect((await other.api('/api/user/info')).status).toBe(200);
});

test('the API is limited per address without a session', async () => {
  const { browser } = await startProxy({ env: { RATE_LIMIT_API: '2' } });
  await browser().api('/api/user/info');
  await browser().api('/api/about');
  expect((await browser().api('/api/about')).status).toBe(429);
});

test('0 switches the limits off', async () => {
  const { client } = await startProxy({ env: { RATE_LIMIT_SIGN_IN: '0', RATE_LIMIT_API: '0' } });
  for (let count = 0; count < 70; count++) {
    expect((await client.send('/auth/oauth/start')).status).toBe(302);
  }
});

test('a minute after its first request, a client starts anew', async () => {
  const { browser } = await startProxy({ env: { RATE_LIMIT_API: '1' } });
  const status = async () => (await browser().api('/api/about')).status;
  const begin = performance.now();
  expect([await status(), await status()]).toEqual([200, 429]);
  const elapsed = vi.spyOn(performance, 'now').mockImplementation(() => begin + 59_000);
  onTestFinished(() => void vi.restoreAllMocks());
  const refused = await browser().api('/api/about');
  expect([refused.status, Number(refused.headers['retry-after'])]).toEqual([429, 2]);
  elapsed.mockImplementation(() => begin + 62_000);
  expect([await status(), await status()]).toEqual([200, 429]);
});
