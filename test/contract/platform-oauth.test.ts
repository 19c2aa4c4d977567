import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../support/fake-platform/platform.ts';
import {
  CHALLENGE,
  expectError,
  PlatformClient,
  redirected,
  VERIFIER,
} from '../support/fake-platform/platform-client.ts';

const PKCE = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };

let time: number;
let platform: Platform;
let client: PlatformClient;

beforeEach(async () => {
  time = Date.UTC(2026, 0, 1);
  platform = await startPlatform({ now: () => time });
  client = new PlatformClient(platform);
});

afterEach(() => platform.close());

async function authorize(changes: Record<string, string | null> = {}, cookie?: string) {
  const url = client.authorizationUrl(changes);
  return client.page(url.pathname + url.search, cookie ?? platform.logIn('demo'));
}

describe('the authorization endpoint', () => {
  test.each([
    ['the login page', ''],
    ['the consent page', 'logged in'],
  ])('redirects with access_denied if the user declines on %s', async (_page, who) => {
    const cookie = who && platform.logIn('demo');
    const asked = redirected(await authorize({ auto_authorize: null }, cookie), platform.url);
    const denied = await client.submit('/consent', { ...asked.query, decision: 'deny' }, cookie);
    expect(redirected(denied, platform.url)).toEqual({
      to: client.app.redirectUri,
      query: { error: 'access_denied', state: 'state-1' },
    });
  });

  test.each([
    ['an unknown client_id', { client_id: 'client_nobody' }],
    ['another redirect_uri', { redirect_uri: 'http://127.0.0.1:9/oauth/other' }],
    ['no redirect_uri', { redirect_uri: null }],
  ])('does not redirect for %s', async (_case, changes) => {
    const response = await authorize(changes);
    expect(response.status).toBe(400);
    expect(response.headers.has('location')).toBe(false);
  });

  test.each([
    ['invalid_request', { state: null }],
    ['invalid_request', { response_type: null }],
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_scope', { scope: 'profile admin' }],
    ['invalid_request', { code_challenge: CHALLENGE, code_challenge_method: 'plain' }],
    ['invalid_request', { code_challenge: CHALLENGE }],
    ['invalid_request', { code_challenge: 'short', code_challenge_method: 'S256' }],
  ])('redirects with %s for %o', async (error, changes) => {
    const { to, query } = redirected(await authorize(changes), platform.url);
    expect(to).toBe(client.app.redirectUri);
    expect(query.error).toBe(error);
    expect(query.state).toBe('state' in changes ? undefined : 'state-1');
  });

  test('can reject PKCE, and so can the token endpoint', async () => {
    platform.settings.pkce = 'refuse';
    expect(await client.callback(PKCE)).toMatchObject({ error: 'invalid_request' });
    const refused = client.exchange(await client.code(), { code_verifier: VERIFIER });
    await expectError(refused, 400, 'invalid_request');
  });
});

describe('the code grant', () => {
  test('rejects unknown, expired and foreign codes', async () => {
    await expectError(client.exchange('code_unknown'), 400, 'invalid_grant');
    const code = await client.code();
    const other = new PlatformClient(platform);
    await expectError(other.exchange(code), 400, 'invalid_grant');
    time += platform.settings.codeLifetime * 1_000;
    await expectError(client.exchange(code), 400, 'invalid_grant');
  });

  test('rejects another redirect_uri than that of the authorization', async () => {
    const changes = { redirect_uri: `${client.app.redirectUri}/` };
    await expectError(client.exchange(await client.code(), changes), 400, 'invalid_grant');
  });

  test('rejects a missing and an unexpected PKCE verifier', async () => {
    await expectError(client.exchange(await client.code(PKCE)), 400, 'invalid_grant');
    const unasked = await client.exchange(await client.code(), { code_verifier: VERIFIER });
    await expectError(unasked, 400, 'invalid_grant');
  });
});

describe('client authentication', () => {
  test('rejects Basic authentication, even with the right secret in the body', async () => {
    const { clientId, clientSecret } = client.app;
    const form = {
      grant_type: 'authorization_code',
      code: await client.code(),
      redirect_uri: client.app.redirectUri,
    };
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const basic = await client.postToken(form, { authorization });
    expect(basic.headers.get('www-authenticate')).toMatch(/^Basic/);
    await expectError(basic, 401, 'invalid_client');
    const both = { ...form, client_id: clientId, client_secret: clientSecret };
    await expectError(client.postToken(both, { authorization }), 401, 'invalid_client');
  });

  test('rejects malformed requests', async () => {
    const url = new URL('/api/oauth2/token', platform.url);
    const asJson = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"grant_type":"refresh_token"}',
    });
    await expectError(asJson, 400, 'invalid_request');
    const twice = new URLSearchParams([
      ['grant_type', 'refresh_token'],
      ['grant_type', 'refresh_token'],
    ]);
    await expectError(fetch(url, { method: 'POST', body: twice }), 400, 'invalid_request');
    const password = await client.exchange('c', { grant_type: 'password' });
    await expectError(password, 400, 'unsupported_grant_type');
    await expectError(client.exchange(''), 400, 'invalid_request');
  });
});

test('a recorded request has its form, its query and the status of its response', async () => {
  const answered = platform.nextRequest('token', { answered: true });
  await client.refresh('refresh_x');
  const call = await answered;
  expect(platform.requestsTo('token')).toEqual([call]);
  expect(call).toMatchObject({
    method: 'POST',
    path: '/api/oauth2/token',
    query: {},
    body: { grant_type: 'refresh_token', refresh_token: 'refresh_x' },
    status: 400,
  });
  await client.page('/nowhere?a=1');
  expect(platform.requests.at(-1)).toMatchObject({ path: '/nowhere', query: { a: '1' } });
});
