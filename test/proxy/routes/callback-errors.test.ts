import { describe, expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

const RFC_CODES = [
  'invalid_request',
  'unauthorized_client',
  'access_denied',
  'unsupported_response_type',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
];

describe('an error that the platform redirects with', () => {
  test.each(RFC_CODES)('%s is passed on', async (code) => {
    const { client, platform } = await startProxy();
    platform.redirectError(code);
    expect(await client.signIn()).toBe(`/?error=${code}`);
  });

  test.each([
    ['unknown to the RFC', 'account_sleeping'],
    ['of the proxy itself', 'invalid_state'],
    ['with markup in it', encodeURIComponent('"><script>')],
    ['sent twice', 'access_denied&error=invalid_scope'],
  ])('%s becomes server_error', async (_kind, code) => {
    const { client } = await startProxy();
    expect(await client.callback(`/oauth/callback?error=${code}`)).toBe('/?error=server_error');
  });

  test('is shown if the state does not match, but ends no transaction', async () => {
    const { client } = await startProxy();
    const callback = await client.authorize();
    const foreign = await client.navigate('/oauth/callback?error=access_denied&state=foreign');
    expect(foreign.headers.location).toBe('/?error=access_denied');
    expect(await client.callback(callback)).toBe('/?login=success');
  });

  test('without a value counts as absent', async () => {
    const { client } = await startProxy();
    expect(await client.callback(`${await client.authorize()}&error=`)).toBe('/?login=success');
  });

  test('ends the transaction if the state matches, also for a copy of its cookie', async () => {
    const { platform, client } = await startProxy();
    const start = await client.start();
    const copy = client.copy();
    const { pathname, search } = new URL(await platform.authorizeAs('demo', start));
    const state = start.searchParams.get('state');
    await client.navigate(`/oauth/callback?error=access_denied&state=${state}`);
    for (const one of [client, copy]) {
      expect(await one.callback(pathname + search)).toBe('/?error=invalid_state');
    }
    expect(platform.requestsTo('token')).toHaveLength(0);
  });
});

describe('missing_parameters', () => {
  test.each([
    ['nothing at all', ''],
    ['no code', '?state=STATE'],
    ['an empty code', '?code=&state=STATE'],
    ['no state', '?code=abc'],
    ['an empty state', '?code=abc&state='],
    ['two codes', '?code=abc&code=def&state=STATE'],
    ['two states', '?code=abc&state=STATE&state=STATE'],
  ])('%s', async (_kind, query) => {
    const { platform, client } = await startProxy();
    const state = (await client.start()).searchParams.get('state') ?? '';
    const response = await client.navigate(`/oauth/callback${query.replaceAll('STATE', state)}`);
    expect(response.status).toBe(303);
    expect(response.headers.location).toBe('/?error=missing_parameters');
    expect(platform.requestsTo('token')).toHaveLength(0);
  });
});

describe('a sign-in whose token request fails', () => {
  test.each([
    ['reset', { reset: true }],
    ['cut short', { cutMidBody: true }],
    ['429', { status: 429 }],
    ['500', { status: 500, body: 'oops' }],
    ['503', { status: 503 }],
    ['missing', { hang: true }],
  ] as const)(
    'is temporarily_unavailable if the response is %s [row 26]',
    async (_kind, response) => {
      const { client, platform } = await startProxy({ env: { PLATFORM_TIMEOUT: '2' } });
      platform.misbehave('token', response);
      expect(await client.signIn()).toBe('/?error=temporarily_unavailable');
      expect(platform.requestsTo('token')).toHaveLength(1);
    },
  );

  test('is temporarily_unavailable if the platform cannot be reached', async () => {
    const { platform, client } = await startProxy();
    const callback = await client.authorize();
    await platform.close();
    expect(await client.callback(callback)).toBe('/?error=temporarily_unavailable');
  });
});

describe('server_error', () => {
  test('if the store does not accept the session', async () => {
    const { client } = await startProxy({
      store: (store) => ({ ...store, insert: () => Promise.reject(new Error('disk full')) }),
    });
    expect(await client.signIn()).toBe('/?error=server_error');
    expect(client.cookies.has('balance_companion_session')).toBe(false);
  });

  test('if the callback names another issuer [row 17]', async () => {
    const { browser, platform } = await startProxy({
      platform: { settings: { sendIssuer: true, issuer: 'https://other.example' } },
    });
    expect(await browser().signIn()).toBe('/?error=server_error');
    expect(platform.requestsTo('token')).toHaveLength(0);
  });
});
