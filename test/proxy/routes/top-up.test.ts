import { expect, test } from 'vitest';
import { startSignedIn } from '../../support/proxy/running-proxy.ts';

test('the address of the platform is passed on', async () => {
  const { platform, client } = await startSignedIn();
  const response = await client.api('/api/user/topup');
  expect(response.status).toBe(200);
  expect(response.headers['cache-control']).toBe('no-store');
  expect(new URL(String(response.json().topup_url)).origin).toBe(platform.url);
});

test('an address that carries the access token is 502 [row 18]', async () => {
  const { platform, client } = await startSignedIn();
  const token = platform.issued.accessTokens[0];
  platform.misbehave('topup', { body: { topup_url: `https://pay.example.com/?token=${token}` } });
  const response = await client.api('/api/user/topup');
  expect(response.status).toBe(502);
  expect(response.text).not.toContain(token);
});

test.each([
  ['pay.example.com', 'https://pay.example.com/a', 200],
  ['pay.example.com', 'https://pay.example.com:8443/a', 200],
  ['pay.example.com:8443', 'https://pay.example.com:8443/a', 200],
  ['pay.example.com:8443', 'https://pay.example.com/a', 502],
  ['other.example, pay.example.com', 'https://pay.example.com/a', 200],
  ['pay.example.com', 'https://evil.example/a', 502],
  ['pay.example.com', 'https://sub.pay.example.com/a', 502],
  ['pay.example.com', 'https://pay.example.com.evil.example/a', 502],
])('TOPUP_HOSTS=%s and %s is %i', async (TOPUP_HOSTS, topup_url, status) => {
  const { platform, client } = await startSignedIn({ env: { TOPUP_HOSTS } });
  platform.misbehave('topup', { body: { topup_url } });
  expect((await client.api('/api/user/topup')).status).toBe(status);
});
