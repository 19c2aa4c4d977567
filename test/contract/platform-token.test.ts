import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../support/fake-platform/platform.ts';
import { CHALLENGE, PlatformClient, VERIFIER } from '../support/fake-platform/platform-client.ts';

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

async function expectError(response: Response, status: number, error: string) {
  expect(await response.json()).toEqual({ error, error_description: expect.any(String) });
  expect(response.status).toBe(status);
}

describe('the code grant', () => {
  test('rejects unknown, expired and foreign codes', async () => {
    await expectError(await client.exchange('code_unknown'), 400, 'invalid_grant');
    const code = await client.code();
    const other = new PlatformClient(platform);
    await expectError(await other.exchange(code), 400, 'invalid_grant');
    time += platform.settings.codeLifetime * 1_000;
    await expectError(await client.exchange(code), 400, 'invalid_grant');
  });

  test('rejects another redirect_uri than that of the authorization', async () => {
    const changes = { redirect_uri: `${client.app.redirectUri}/` };
    await expectError(await client.exchange(await client.code(), changes), 400, 'invalid_grant');
  });

  test('rejects a missing and an unexpected PKCE verifier', async () => {
    await expectError(await client.exchange(await client.code(PKCE)), 400, 'invalid_grant');
    const unasked = await client.exchange(await client.code(), { code_verifier: VERIFIER });
    await expectError(unasked, 400, 'invalid_grant');
  });

  test('can reject PKCE', async () => {
    platform.settings.pkce = 'refuse';
    const refused = await client.exchange(await client.code(), { code_verifier: VERIFIER });
    await expectError(refused, 400, 'invalid_request');
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
    await expectError(await client.postToken(both, { authorization }), 401, 'invalid_client');
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
    await expectError(await fetch(url, { method: 'POST', body: twice }), 400, 'invalid_request');
    const password = await client.exchange('c', { grant_type: 'password' });
    await expectError(password, 400, 'unsupported_grant_type');
    await expectError(await client.exchange(''), 400, 'invalid_request');
  });
});

describe('lifetimes', () => {
  test('uses the configured token lifetime', async () => {
    platform.settings.accessTokenLifetime = 60;
    const tokens = await client.tokens();
    expect(tokens.expires_in).toBe(60);
    time += 60_000;
    expect((await client.read('userinfo', tokens.access_token)).status).toBe(401);
  });
});
