import { expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

const EVIL = 'https://evil.example';

/** Parameters by which programs let a caller choose a redirect target. */
const TARGET_PARAMETERS = [
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

test('a sign-in starts at the platform and returns to the configured callback, whatever the request contains [row 12]', async () => {
  const { browser, platform, env } = await startProxy({ env: { TRUST_PROXY: '127.0.0.1' } });
  const response = await browser().send(`/auth/oauth/start?${TARGET_PARAMETERS}`, {
    headers: HEADERS,
  });
  const location = new URL(String(response.headers.location));
  expect(location.origin + location.pathname).toBe(`${platform.url}/api/oauth2/authorize`);
  expect(location.searchParams.getAll('redirect_uri')).toEqual([env.OAUTH_REDIRECT_URI]);
  expect(location.href).not.toContain('evil');
});

test('a callback always redirects to the page of the proxy, whatever the request contains [row 12]', async () => {
  const { platform, client } = await startProxy({ env: { TRUST_PROXY: '127.0.0.1' } });
  const valid = (await client.authorize()).replace(
    '?',
    `?${TARGET_PARAMETERS.replace(/(state|iss)=/g, '$1_=')}&`,
  );
  const targetOf = async (path: string) =>
    String((await client.send(path, { headers: HEADERS })).headers.location);
  expect(await targetOf(valid)).toBe('/?login=success');
  const evil = encodeURIComponent(`${EVIL}/`);
  const callbacks = [
    valid,
    `/oauth/callback?${TARGET_PARAMETERS}`,
    `/oauth/callback?error=${evil}`,
    `/oauth/callback?error=access_denied&error_uri=${evil}&error_description=${evil}`,
    `/oauth/callback?code=${evil}&state=${evil}`,
    `/oauth/callback?error=%0d%0alocation:${evil}`,
  ];
  for (const path of callbacks) expect(await targetOf(path), path).toMatch(OWN_PAGE);
  platform.misbehave('token', { status: 302, headers: { location: EVIL } });
  expect(await targetOf(await client.authorize())).toMatch(OWN_PAGE);
});

test.each([
  '//evil.example/',
  '/%2f%2fevil.example',
  '/\\evil.example',
  `/${EVIL}`,
  '/auth/oauth/start/',
  '/auth/oauth/start//evil.example',
  '/oauth/callback/..//evil.example',
  `/?next=${EVIL}&login=success`,
  `/healthz?url=${EVIL}`,
  `/nothing?url=${EVIL}`,
])('%s redirects nowhere [row 12]', async (path) => {
  const { browser } = await startProxy({ env: { TRUST_PROXY: '127.0.0.1' } });
  for (const headers of [HEADERS, { ...HEADERS, 'sec-fetch-mode': 'navigate' }]) {
    const response = await browser().send(path, { headers });
    expect(response.headers.location).toBeUndefined();
    expect(response.headers.refresh).toBeUndefined();
    expect([200, 400, 404]).toContain(response.status);
    expect(response.text).not.toContain('evil');
  }
});
