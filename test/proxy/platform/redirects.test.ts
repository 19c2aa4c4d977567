import { expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

const EVIL = 'https://evil.example';

/** Everything by which programs let a caller choose where an answer leads. */
const WISHES = [
  'redirect_uri',
  'redirect',
  'redirect_url',
  'return_to',
  'returnTo',
  'next',
  'url',
  'continue',
  'state',
  'post_logout_redirect_uri',
  'iss',
]
  .map((name) => `${name}=${encodeURIComponent(`${EVIL}/`)}`)
  .join('&');

const HEADERS = {
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'https',
  'x-forwarded-prefix': '//evil.example',
  'x-original-url': `${EVIL}/`,
  forwarded: 'host=evil.example;proto=https',
  referer: `${EVIL}/`,
  host: 'evil.example',
};

const OWN_PAGE = /^\/\?(login=success|error=[a-z_]+)$/;

test('a sign-in starts at the platform and comes back to the callback that is set, whatever the request says [row 12]', async () => {
  const { browser, platform, env } = await startProxy({ env: { TRUST_PROXY: '127.0.0.1' } });
  const answer = await browser().send(`/auth/oauth/start?${WISHES}`, { headers: HEADERS });
  const location = new URL(String(answer.headers.location));
  expect(location.origin + location.pathname).toBe(`${platform.url}/api/oauth2/authorize`);
  expect(location.searchParams.getAll('redirect_uri')).toEqual([env.OAUTH_REDIRECT_URI]);
  expect(location.href).not.toContain('evil');
});

test('a callback leads to the page of the proxy, however it ends and whatever the request says [row 12]', async () => {
  const { browser, platform } = await startProxy({ env: { TRUST_PROXY: '127.0.0.1' } });
  const client = browser();
  const right = (await client.authorize()).replace(
    '?',
    `?${WISHES.replace(/(state|iss)=/g, '$1_=')}&`,
  );
  const leadsTo = async (path: string) =>
    String((await client.send(path, { headers: HEADERS })).headers.location);
  expect(await leadsTo(right)).toBe('/?login=success');
  const evil = encodeURIComponent(`${EVIL}/`);
  const callbacks = [
    right,
    `/oauth/callback?${WISHES}`,
    `/oauth/callback?error=${evil}`,
    `/oauth/callback?error=access_denied&error_uri=${evil}&error_description=${evil}`,
    `/oauth/callback?code=${evil}&state=${evil}`,
    `/oauth/callback?error=%0d%0alocation:${evil}`,
  ];
  for (const path of callbacks) expect(await leadsTo(path), path).toMatch(OWN_PAGE);
  platform.misbehave('token', { status: 302, headers: { location: EVIL } });
  expect(await leadsTo(await client.authorize())).toMatch(OWN_PAGE);
});

test.each([
  '//evil.example',
  '//evil.example/',
  '//evil.example/%2e%2e',
  '/%2f%2fevil.example',
  '/%5cevil.example',
  '/\\evil.example',
  `/${EVIL}`,
  '/auth/oauth/start/',
  '/auth/oauth/start//evil.example',
  '/oauth/callback/..//evil.example',
  '/.//evil.example',
  `/?next=${EVIL}&login=success`,
  `/healthz?url=${EVIL}`,
  `/nothing?url=${EVIL}`,
])('%s leads nowhere [row 12]', async (path) => {
  const { browser } = await startProxy({ env: { TRUST_PROXY: '127.0.0.1' } });
  for (const headers of [HEADERS, { ...HEADERS, 'sec-fetch-mode': 'navigate' }]) {
    const answer = await browser().send(path, { headers });
    expect(answer.headers.location).toBeUndefined();
    expect(answer.headers.refresh).toBeUndefined();
    expect([200, 400, 404]).toContain(answer.status);
    expect(answer.text).not.toContain('evil');
  }
});
