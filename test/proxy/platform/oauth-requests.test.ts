import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Fault, RecordedRequest } from '../../support/fake-platform/platform.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { secretsOf, wholeLife } from '../../support/proxy/whole-life.ts';

const NO_CACHE = { env: { USERINFO_MAX_AGE: '0' } };

const isTokenRequest = ({ method, path }: RecordedRequest) =>
  `${method} ${path}` === 'POST /api/oauth2/token';

/** Everything but the body, in clear text and decoded from Basic authentication. */
function headOf({ method, path, query, headers }: RecordedRequest): string {
  const text = JSON.stringify({ method, path, query, headers });
  const basic = String(headers.authorization ?? '').replace(/^Basic /i, '');
  return text + Buffer.from(basic, 'base64').toString();
}

test('the client secret is sent to the token endpoint, in the body, and nowhere else [row 1]', async () => {
  const proxy = await startProxy(NO_CACHE);
  const { platform, clientSecret, env, log, stop } = proxy;
  const exchanges = await wholeLife(proxy);
  const requests = platform.requests.filter(({ path }) => path.startsWith('/api/'));
  expect(requests.filter(isTokenRequest).length).toBeGreaterThan(5);
  for (const request of requests) {
    expect(headOf(request)).not.toContain(clientSecret);
    if (isTokenRequest(request)) expect(request.body.client_secret).toBe(clientSecret);
    else expect(JSON.stringify(request.body)).not.toContain(clientSecret);
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

test('no secret is in a URL, and access tokens are only in the Authorization header [rows 18, 34]', async () => {
  const proxy = await startProxy(NO_CACHE);
  const { platform } = proxy;
  const exchanges = await wholeLife(proxy);
  const urls = platform.requests.map(({ path, query }) => path + JSON.stringify(query));
  const redirects = exchanges.map(({ response }) => String(response.headers.location ?? ''));
  const bodies = exchanges.map(({ response }) => response.text);
  const secrets = secretsOf(platform);
  expect(redirects.filter((location) => location !== '').length).toBeGreaterThan(5);
  expect(bodies.some((body) => body.includes('topup_url'))).toBe(true);
  for (const text of [...urls, ...redirects, ...bodies]) {
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  }
  const tokens = platform.issued.accessTokens;
  expect(platform.requestsTo('topup').length).toBeGreaterThan(2);
  for (const { headers } of [...platform.requestsTo('userinfo'), ...platform.requestsTo('topup')]) {
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

test('only the code of an authorization signs a user in, and tokens are requested in no other way [row 1]', async () => {
  const proxy = await startProxy(NO_CACHE);
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

test('a token request is a POST form with the client in its body alone, whatever the secret contains [rows 23, 24]', async () => {
  const secret = 'a b+c%2F&client_id=x;"=~';
  const { browser, platform, clock, env } = await startProxy({
    env: { USERINFO_MAX_AGE: '0', OAUTH_CLIENT_SECRET: secret },
  });
  const refreshToken = 'r +&=%';
  platform.misbehave('token', {
    body: { access_token: 'a', token_type: 'Bearer', refresh_token: refreshToken, expires_in: 1 },
  });
  const client = browser();
  expect(await client.signIn()).toBe('/?login=success');
  clock.pass(2);
  await client.api('/api/user/info');
  const [exchange, refresh] = platform.requestsTo('token');
  for (const request of [exchange, refresh]) {
    expect(request?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded(;|$)/);
    expect(request?.headers.authorization).toBeUndefined();
    expect(request?.query).toEqual({});
    expect(request?.body).toMatchObject({ client_id: env.OAUTH_CLIENT_ID, client_secret: secret });
  }
  expect(exchange?.body.grant_type).toBe('authorization_code');
  expect(refresh?.body).toEqual({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: env.OAUTH_CLIENT_ID,
    client_secret: secret,
  });
});

test('the redirect URI is exactly the same at the start and at the exchange [row 27]', async () => {
  const { platform, env, client } = await startProxy({
    publicOrigin: 'https://Wallet.Example.com:443',
  });
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

test('parallel sign-ins have different verifiers, each with its own challenge [row 16]', async () => {
  const { platform, client } = await startProxy();
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
  const expected = verifiers.map((text) => createHash('sha256').update(text).digest('base64url'));
  const challenges = starts.map(({ searchParams }) => [
    searchParams.get('code_challenge_method'),
    searchParams.get('code_challenge'),
  ]);
  expect(challenges).toEqual(expected.map((challenge) => ['S256', challenge]));
});

test.each<[string, Fault]>([
  ['cut off after the platform has used the code', { afterSuccess: true, reset: true }],
  ['not answered in time', { hang: true }],
  ['answered with 429', { status: 429, headers: { 'retry-after': '1' } }],
])('a code exchange that is %s is never repeated [row 26]', async (_kind, fault) => {
  const { platform, clock, stop, client } = await startProxy({ env: { PLATFORM_TIMEOUT: '1' } });
  const callback = await client.authorize();
  const copy = client.copy();
  platform.misbehave('token', fault);
  const response = await client.navigate(callback, 'another-site');
  expect(response.headers.location).toBe('/?error=temporarily_unavailable');
  clock.pass(60);
  const repeated = await copy.navigate(callback, 'another-site');
  expect(repeated.headers.location).toBe('/?error=invalid_state');
  await stop();
  const codes = platform.requestsTo('token').map(({ body }) => body.code);
  expect(codes).toEqual([new URL(callback, 'http://localhost').searchParams.get('code')]);
});
