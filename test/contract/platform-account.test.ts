import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../support/fake-platform/platform.ts';
import { PlatformClient } from '../support/fake-platform/platform-client.ts';

const NOW = Date.UTC(2026, 0, 1);

let platform: Platform;
let client: PlatformClient;

beforeEach(async () => {
  platform = await startPlatform({ now: () => NOW, developerToken: 'developer_1' });
  client = new PlatformClient(platform);
});

afterEach(() => platform.close());

async function userInfo(scope = 'profile balance'): Promise<Record<string, unknown>> {
  const { access_token } = await client.tokens({ scope });
  const response = await client.read('userinfo', access_token);
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

describe('userinfo', () => {
  const named = { id: 12345, username: 'demo', email: 'demo@example.com' };
  const profile = { ...named, created_time: 1767225600, status: 1 };
  const balance = { quota: 1_000_000, used_quota: 250_000, balance_formatted: '750.00' };

  test('returns the members that the scope allows', async () => {
    expect(await userInfo('profile balance')).toEqual({ ...profile, ...balance });
    expect(await userInfo('profile')).toEqual(profile);
    expect(await userInfo('balance')).toEqual(balance);
  });

  test.each(['userinfo', 'topup'] as const)(
    '%s rejects an unknown token and a token in the query',
    async (endpoint) => {
      const wrong = await client.read(endpoint, 'wrong');
      expect(wrong.status).toBe(401);
      expect(wrong.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
      expect(await wrong.json()).toMatchObject({ error: 'invalid_token' });
      const { access_token } = await client.tokens();
      const inQuery = await client.page(`/api/oauth2/${endpoint}?access_token=${access_token}`);
      expect(inQuery.status).toBe(401);
    },
  );
});

test('the account page follows the login', async () => {
  expect((await client.page('/topup')).headers.get('location')).toBe('/login');
  const form = { username: 'demo', password: 'demo' };
  expect((await client.submit('/login', form)).headers.get('location')).toBe('/topup');
});

describe('application registration', () => {
  function create(body: unknown, token = 'developer_1') {
    return fetch(new URL('/api/oauth_apps', platform.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
  }

  test('returns the wrapped response of the guide', async () => {
    const redirect_uri = 'https://companion.example.com/oauth/callback';
    const response = await create({ name: '伴侣', description: 'text', redirect_uri });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      success: true,
      message: '应用创建成功',
      data: {
        id: 2,
        name: '伴侣',
        client_id: expect.stringMatching(/^client_[0-9a-f]{32}$/),
        client_secret: platform.issued.clientSecrets[1],
        redirect_uri,
        created_time: 1767225600,
      },
    });
  });

  test('rejects a wrong developer token', async () => {
    const response = await create({ name: 'A', redirect_uri: 'https://a.example/cb' }, 'wrong');
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ success: false, message: expect.any(String) });
  });

  test.each([
    [{ redirect_uri: 'https://a.example/cb' }],
    [{ name: '  ', redirect_uri: 'https://a.example/cb' }],
    [{ name: 'A' }],
    [{ name: 'A', redirect_uri: 'not an address' }],
    [{ name: 'A', redirect_uri: 'http://a.example/cb' }],
    [{ name: 'A', redirect_uri: 'https://a.example' }],
    [{ name: 'A', redirect_uri: 'https://a.example/cb#part' }],
    [{ name: 'A', redirect_uri: 'https://me:pw@a.example/cb' }],
    [null],
  ])('rejects %j', async (body) => {
    const response = await create(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ success: false, message: expect.any(String) });
    expect(platform.issued.clientSecrets).toHaveLength(1);
  });
});
