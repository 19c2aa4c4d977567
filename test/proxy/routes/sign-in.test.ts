import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type ProxyOptions, startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';

describe('the start of a sign-in', () => {
  test('redirects to the platform with the parameters of the guide [row 21]', async () => {
    const { browser, platform, env } = await startProxy();
    const response = await browser().navigate('/auth/oauth/start');
    expect(response.status).toBe(302);
    expect(response.headers['cache-control']).toBe('no-store');
    const url = new URL(String(response.headers.location));
    expect(url.origin + url.pathname).toBe(`${platform.url}/api/oauth2/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: env.OAUTH_CLIENT_ID,
      redirect_uri: env.OAUTH_REDIRECT_URI,
      response_type: 'code',
      scope: 'profile balance',
      state: expect.stringMatching(/^[\w-]{43}$/),
      auto_authorize: 'true',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  test.each(['consent=1', 'consent=%31', 'other=x&consent=1'])(
    'leaves out auto_authorize for ?%s, so that the platform asks for consent',
    async (query) => {
      const { platform, client } = await startProxy();
      const { headers } = await client.navigate(`/auth/oauth/start?${query}`);
      const url = new URL(String(headers.location));
      expect(url.searchParams.has('auto_authorize')).toBe(false);
      expect(url.searchParams.get('response_type')).toBe('code');
      const callback = new URL(await platform.authorizeAs('demo', url));
      expect(await client.callback(callback.pathname + callback.search)).toBe('/?login=success');
    },
  );

  test.each([
    'consent',
    'consent=01',
    'consent=1%20',
    'consent=1&consent=1',
    'consent[]=1',
    'CONSENT=1',
    'other=1',
  ])('sends auto_authorize=true for ?%s', async (query) => {
    const { browser } = await startProxy();
    const { status, headers } = await browser().navigate(`/auth/oauth/start?${query}`);
    expect(status).toBe(302);
    const { searchParams } = new URL(String(headers.location));
    expect(searchParams.getAll('auto_authorize')).toEqual(['true']);
  });

  test('requests OAUTH_SCOPE, and leaves PKCE out if it is off', async () => {
    const { browser } = await startProxy({ env: { OAUTH_SCOPE: 'balance', OAUTH_PKCE: 'off' } });
    const { searchParams } = await browser().start();
    expect(searchParams.get('scope')).toBe('balance');
    expect(searchParams.has('code_challenge')).toBe(false);
    expect(searchParams.has('code_challenge_method')).toBe(false);
  });

  test('has a new state and challenge each time [rows 13, 16]', async () => {
    const { client } = await startProxy();
    const [one, other] = [await client.start(), await client.start()];
    for (const name of ['state', 'code_challenge']) {
      expect(one.searchParams.get(name)).not.toBe(other.searchParams.get(name));
    }
  });
});

describe('a sign-in', () => {
  test('ends with a 303 to the page that confirms it, and the session replaces the transaction', async () => {
    const { client } = await startProxy();
    const response = await client.navigate(await client.authorize(), 'another-site');
    expect(response.status).toBe(303);
    expect(response.headers.location).toBe('/?login=success');
    expect(response.headers['cache-control']).toBe('no-store');
    expect([...client.cookies.keys()]).toEqual(['balance_companion_session']);
    const account = (await client.api('/api/user/info')).json();
    expect(account).toMatchObject({ username: 'demo', balance_formatted: '750.00' });
  });

  test('exchanges the code once, in a POST body, with the verifier of its challenge [rows 16, 23, 24, 27]', async () => {
    const { platform, env, client } = await startProxy();
    const start = await client.start();
    const callback = new URL(await platform.authorizeAs('demo', start));
    await client.navigate(callback.pathname + callback.search, 'another-site');
    const requests = platform.requestsTo('token');
    expect(requests).toHaveLength(1);
    expect(requests[0]?.body).toEqual({
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code'),
      redirect_uri: env.OAUTH_REDIRECT_URI,
      client_id: env.OAUTH_CLIENT_ID,
      client_secret: env.OAUTH_CLIENT_SECRET,
      code_verifier: expect.stringMatching(/^[\w-]{43,128}$/),
    });
    expect(requests[0]?.headers.authorization).toBeUndefined();
    const verifier = String(requests[0]?.body?.code_verifier);
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(
      start.searchParams.get('code_challenge'),
    );
  });

  test.each<[string, ProxyOptions]>([
    ['refuses PKCE', { env: { OAUTH_PKCE: 'off' }, platform: { settings: { pkce: 'refuse' } } }],
    ['sends the issuer', { platform: { settings: { sendIssuer: true } } }],
  ])('works with a platform that %s', async (_kind, options) => {
    const { client } = await startProxy(options);
    expect(await client.signIn()).toBe('/?login=success');
  });

  test('creates a new session id and ends the previous session of the browser', async () => {
    const { client } = await startSignedIn();
    const before = client.copy();
    const cookieBefore = client.cookies.get('balance_companion_session')?.value;
    await client.navigate(await client.authorize(), 'another-site');
    expect(client.cookies.get('balance_companion_session')?.value).not.toBe(cookieBefore);
    expect((await client.api('/api/user/info')).status).toBe(200);
    expect((await before.api('/api/user/info')).status).toBe(401);
  });
});

test('a failed sign-in keeps the previous session of the browser', async () => {
  let full = false;
  const { client } = await startSignedIn({
    onStoreCall(operation) {
      if (full && operation === 'insert') throw new Error('disk full');
    },
  });
  full = true;
  expect(await client.callback(await client.authorize())).toBe('/?error=server_error');
  expect((await client.api('/api/user/info')).status).toBe(200);
});

test.each([
  ['an invalid ID token', { id_token: 'garbage' }],
  ['an ID token of null', { id_token: null }],
  ['a scope of null', { scope: null }],
  ['unknown members', { constructor: { a: 1 }, __proto__: 1, more: [{}] }],
])('%s in the token response is ignored [row 28]', async (_kind, members) => {
  const { browser, platform } = await startProxy();
  const body = { access_token: 'a', token_type: 'Bearer', refresh_token: 'r', ...members };
  platform.misbehave('token', { body, headers: { 'content-type': 'application/json' } });
  expect(await browser().signIn()).toBe('/?login=success');
});
