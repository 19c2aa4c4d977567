import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fault, RecordedRequest } from '../../support/fake-platform/platform.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { secretsOf, wholeLife } from '../../support/proxy/whole-life.ts';

const ALWAYS_ASKING = { env: { USERINFO_MAX_AGE: '0' } };

const isTokenCall = ({ method, path }: RecordedRequest) =>
  `${method} ${path}` === 'POST /api/oauth2/token';

/** All of a call but its body, in clear and as it may be encoded. */
function headOf({ method, path, query, headers }: RecordedRequest): string {
  const text = JSON.stringify({ method, path, query, headers });
  const basic = String(headers.authorization ?? '').replace(/^Basic /i, '');
  return text + Buffer.from(basic, 'base64').toString();
}

test('the client secret goes to the token endpoint, in the body, and nowhere else [row 1]', async () => {
  const proxy = await startProxy(ALWAYS_ASKING);
  const { platform, clientSecret, env, log, stop } = proxy;
  const exchanges = await wholeLife(proxy);
  const calls = platform.requests.filter(({ path }) => path.startsWith('/api/'));
  expect(calls.filter(isTokenCall).length).toBeGreaterThan(5);
  for (const call of calls) {
    expect(headOf(call)).not.toContain(clientSecret);
    if (isTokenCall(call)) expect(call.body.client_secret).toBe(clientSecret);
    else expect(JSON.stringify(call.body)).not.toContain(clientSecret);
  }
  for (const { response } of exchanges) {
    expect(JSON.stringify(response.headers) + response.text).not.toContain(clientSecret);
  }
  await stop();
  expect(log()).toContain('"route":"/oauth/callback"');
  expect(log()).not.toContain(clientSecret);
  for (const file of readdirSync(String(env.DATA_DIR))) {
    expect(readFileSync(join(String(env.DATA_DIR), file)).includes(clientSecret), file).toBe(false);
  }
});

test('nobody is signed in but by the code of an authorization, and tokens are asked for in no other way [row 1]', async () => {
  const proxy = await startProxy(ALWAYS_ASKING);
  const { platform, browser } = proxy;
  await wholeLife(proxy);
  const grants = platform.requestsTo('token').map(({ body }) => body.grant_type);
  expect(new Set(grants)).toEqual(new Set(['authorization_code', 'refresh_token']));
  const client = browser();
  const start = await client.start();
  expect(start.searchParams.get('response_type')).toBe('code');
  platform.clearRequests();
  const state = start.searchParams.get('state');
  for (const query of ['access_token=a&token_type=Bearer', 'id_token=a', 'refresh_token=a']) {
    const response = await client.navigate(`/oauth/callback?${query}&state=${state}`);
    expect(response.headers.location).toBe('/?error=missing_parameters');
  }
  expect((await client.api('/api/user/info')).status).toBe(401);
  expect(platform.requests).toHaveLength(0);
});

test('no token, code or secret is in a URL that is asked for, redirected to or handed out [row 18]', async () => {
  const proxy = await startProxy(ALWAYS_ASKING);
  const { platform } = proxy;
  const exchanges = await wholeLife(proxy);
  const asked = platform.requests.map(({ path, query }) => path + JSON.stringify(query));
  const redirects = exchanges.map(({ response }) => String(response.headers.location ?? ''));
  const bodies = exchanges.map(({ response }) => response.text);
  const secrets = secretsOf(platform);
  const found = (text: string) => secrets.filter((secret) => text.includes(secret));
  expect(redirects.filter((location) => location !== '').length).toBeGreaterThan(5);
  expect(bodies.some((body) => body.includes('topup_url'))).toBe(true);
  for (const text of [...asked, ...redirects, ...bodies]) expect(found(text)).toEqual([]);
});

test('an access token goes up in the Authorization header and in no other part of a request [row 34]', async () => {
  const proxy = await startProxy(ALWAYS_ASKING);
  const { platform } = proxy;
  await wholeLife(proxy);
  const tokens = platform.issued.accessTokens;
  const reads = [...platform.requestsTo('userinfo'), ...platform.requestsTo('topup')];
  expect(platform.requestsTo('topup').length).toBeGreaterThan(2);
  for (const { headers } of reads) {
    const [scheme, token = ''] = String(headers.authorization).split(' ');
    expect(scheme).toBe('Bearer');
    expect(tokens).toContain(token);
  }
  for (const { method, path, query, body, headers } of platform.requests) {
    const { authorization: _, ...others } = headers;
    const rest = JSON.stringify({ method, path, query, body, others });
    expect(tokens.filter((token) => rest.includes(token))).toEqual([]);
  }
});

test('a request for tokens is a form in a POST, with the client in its body alone, whatever is in the secret [rows 23, 24]', async () => {
  const secret = 'a b+c%2F&client_id=x;"=~';
  const { browser, platform, clock, env } = await startProxy({
    env: { USERINFO_MAX_AGE: '0', OAUTH_CLIENT_SECRET: secret },
  });
  const tokens = {
    access_token: 'a',
    token_type: 'Bearer',
    refresh_token: 'r +&=%',
    expires_in: 1,
  };
  platform.misbehave('token', {
    body: tokens,
    headers: { 'content-type': 'application/json' },
  });
  const client = browser();
  expect(await client.signIn()).toBe('/?login=success');
  clock.pass(2);
  await client.api('/api/user/info');
  const [exchange, refresh] = platform.requestsTo('token');
  for (const call of [exchange, refresh]) {
    expect(call?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded(;|$)/);
    expect(call?.headers.authorization).toBeUndefined();
    expect(call?.query).toEqual({});
    expect(call?.body).toMatchObject({ client_id: env.OAUTH_CLIENT_ID, client_secret: secret });
  }
  expect(exchange?.body.grant_type).toBe('authorization_code');
  expect(refresh?.body).toEqual({
    grant_type: 'refresh_token',
    refresh_token: 'r +&=%',
    client_id: env.OAUTH_CLIENT_ID,
    client_secret: secret,
  });
});

test('the callback address is the same, letter for letter, at the start and at the exchange [row 27]', async () => {
  const { browser, platform, env } = await startProxy({
    publicOrigin: 'https://Wallet.Example.com:443',
  });
  const client = browser();
  const start = await client.start();
  const callback = new URL(await platform.authorizeAs('demo', start));
  await client.navigate(callback.pathname + callback.search, 'another-site');
  const addresses = [
    start.searchParams.get('redirect_uri'),
    platform.requestsTo('token')[0]?.body.redirect_uri,
  ];
  expect(env.OAUTH_REDIRECT_URI).toBe('https://Wallet.Example.com:443/oauth/callback');
  expect(addresses).toEqual([env.OAUTH_REDIRECT_URI, env.OAUTH_REDIRECT_URI]);
});

test('sign-ins side by side have a verifier each, which fits its own challenge [row 16]', async () => {
  const { browser, platform } = await startProxy({ platform: { settings: { pkce: 'require' } } });
  const client = browser();
  const starts = [await client.start(), await client.start()];
  const callbacks: URL[] = [];
  for (const start of starts) callbacks.push(new URL(await platform.authorizeAs('demo', start)));
  for (const { pathname, search } of callbacks) {
    const response = await client.navigate(pathname + search, 'another-site');
    expect(response.headers.location).toBe('/?login=success');
  }
  const verifiers = platform.requestsTo('token').map(({ body }) => String(body.code_verifier));
  expect(new Set(verifiers).size).toBe(2);
  for (const verifier of verifiers) expect(verifier).toMatch(/^[\w.~-]{43,128}$/);
  const fitting = verifiers.map((text) => createHash('sha256').update(text).digest('base64url'));
  expect(starts.map(({ searchParams }) => searchParams.get('code_challenge'))).toEqual(fitting);
  expect(starts.map(({ searchParams }) => searchParams.get('code_challenge_method'))).toEqual([
    'S256',
    'S256',
  ]);
});

describe('the exchange of a code', () => {
  const FAULTS: [string, Fault][] = [
    ['reset without an response', { reset: true }],
    ['cut off after the platform has used the code', { afterSuccess: true, reset: true }],
    ['cut off in the middle of the response', { afterSuccess: true, cutMidBody: true }],
    ['not answered in time', { hang: true }],
    ['answered 500', { status: 500 }],
    ['answered 503 with Retry-After', { status: 503, headers: { 'retry-after': '1' } }],
    ['answered 429', { status: 429, headers: { 'retry-after': '1' } }],
  ];
  test.each(FAULTS)(
    '%s is not tried a second time, now or later [row 26]',
    async (_kind, fault) => {
      const { browser, platform, clock, stop } = await startProxy({
        env: { PLATFORM_TIMEOUT: '1' },
      });
      const client = browser();
      const callback = await client.authorize();
      const copy = client.copy();
      platform.misbehave('token', fault);
      const response = await client.navigate(callback, 'another-site');
      expect(response.headers.location).toBe('/?error=temporarily_unavailable');
      clock.pass(60);
      const again = await copy.navigate(callback, 'another-site');
      expect(again.headers.location).toBe('/?error=invalid_state');
      await stop();
      const codes = platform.requestsTo('token').map(({ body }) => body.code);
      expect(codes).toEqual([new URL(callback, 'http://localhost').searchParams.get('code')]);
    },
  );
});
