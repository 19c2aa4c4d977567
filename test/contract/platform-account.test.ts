import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../support/fake-platform/platform.ts';
import { PlatformClient, redirected } from './platform-client.ts';

let time: number;
let platform: Platform;
let client: PlatformClient;

beforeEach(async () => {
  time = Date.UTC(2026, 0, 1);
  platform = await startPlatform({ now: () => time, developerToken: 'developer_1' });
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
  const profile = {
    id: 12345,
    username: 'demo',
    email: 'demo@example.com',
    created_time: 1767225600,
    status: 1,
  };
  const balance = { quota: 1_000_000, used_quota: 250_000, balance_formatted: '750.00' };

  test('returns the members that the scope allows', async () => {
    expect(await userInfo('profile balance')).toEqual({ ...profile, ...balance });
    expect(await userInfo('profile')).toEqual(profile);
    expect(await userInfo('balance')).toEqual(balance);
  });

  test('returns the current state of the account', async () => {
    const demo = platform.users.get('demo');
    demo.spend(753_400);
    demo.status = 2;
    expect(await userInfo()).toMatchObject({ balance_formatted: '-3.40', status: 2 });
    demo.credit(3_399);
    expect(await userInfo()).toMatchObject({ quota: 1_003_399, balance_formatted: '0.00' });
    demo.balanceFormatted = '¥ 1.234,50';
    expect(await userInfo()).toMatchObject({ balance_formatted: '¥ 1.234,50' });
    demo.balanceFormatted = null;
    demo.usedQuota = 0;
    expect(await userInfo()).toMatchObject({ used_quota: 0, balance_formatted: '1003.40' });
  });

  test('omits the e-mail if configured to', async () => {
    platform.settings.userInfoIncludesEmail = false;
    expect(await userInfo()).not.toHaveProperty('email');
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

  test('decreases at the configured usage rate', async () => {
    platform.settings.usagePerMinute = 1_000;
    time += 90_000;
    expect(await userInfo()).toMatchObject({ used_quota: 251_500, balance_formatted: '748.50' });
    platform.settings.usagePerMinute = 0;
    time += 3_600_000;
    expect(await userInfo()).toMatchObject({ used_quota: 251_500 });
    platform.users.add({ username: 'late', quota: 5_000 });
    expect(platform.users.get('late').balanceFormatted).toBe('5.00');
  });
});

describe('the top-up page', () => {
  test('adds credit at the address of topup_url', async () => {
    const { access_token } = await client.tokens();
    const { topup_url } = (await (await client.read('topup', access_token)).json()) as {
      topup_url: string;
    };
    expect(topup_url).toBe(`${platform.url}/topup`);
    const cookie = platform.logIn('demo');
    const added = await client.submit('/topup', { amount: '12.5' }, cookie);
    expect(added.status).toBe(303);
    const page = await (await client.page('/topup', cookie)).text();
    expect(page).toContain('12.50 added. Your balance is now 762.50.');
    expect(await userInfo()).toMatchObject({ quota: 1_012_500, balance_formatted: '762.50' });
    expect(await (await client.page('/topup', cookie)).text()).not.toContain('12.50 added');
  });

  test.each(['', '0', '-5', 'abc', '1e3', '1.234', '10000.01', '<b>'])(
    'rejects the amount %j',
    async (amount) => {
      const cookie = platform.logIn('demo');
      const response = await client.submit('/topup', { amount }, cookie);
      expect(response.status).toBe(422);
      expect(await response.text()).not.toContain('<b>');
      expect(platform.users.get('demo').quota).toBe(1_000_000);
    },
  );
});

describe('the pages', () => {
  test.each(['/topup', '/authorizations'])(
    '%s redirects to the login page without a session',
    async (path) => {
      const asked = redirected(await client.page(path), platform.url);
      expect(asked).toEqual({ to: `${platform.url}/login`, query: { next: path } });
      const form = { ...asked.query, username: 'demo', password: 'demo' };
      expect((await client.submit('/login', form)).headers.get('location')).toBe(path);
    },
  );

  test('does not redirect to other origins after a login', async () => {
    const form = { next: 'https://example.com/', username: 'demo', password: 'demo' };
    expect((await client.submit('/login', form)).headers.get('location')).toBe('/');
  });

  test('lists authorized applications and revokes one', async () => {
    const { access_token } = await client.tokens();
    await client.tokens();
    const cookie = platform.logIn('demo');
    const before = await (await client.page('/authorizations', cookie)).text();
    expect(before).toContain('Companion');
    expect(before).toContain('2 sign-ins');
    const form = { client_id: client.app.clientId };
    await client.submit('/authorizations/revoke', form, cookie);
    expect((await client.read('userinfo', access_token)).status).toBe(401);
    const after = await (await client.page('/authorizations', cookie)).text();
    expect(after).toContain('No application has access');
  });

  test('logs out', async () => {
    const cookie = platform.logIn('demo');
    expect(await (await client.page('/', cookie)).text()).toContain('750.00');
    await client.submit('/logout', {}, cookie);
    expect(await (await client.page('/', cookie)).text()).not.toContain('750.00');
  });

  test.each([
    ['en-GB,en;q=0.9', 'en', 'Username', 'Log in'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN', '用户名', '登录'],
    ['en;q=0.4,zh;q=0.7', 'zh-CN', '用户名', '登录'],
    ['fr', 'en', 'Username', 'Log in'],
  ])('uses the language of Accept-Language: %s', async (header, language, field, button) => {
    const page = await (await client.page('/login', '', header)).text();
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain(`>${field}</label>`);
    expect(page).toContain(`>${button}</button>`);
    expect(page).toMatch(/<title>.*Relay Platform \(fake\)<\/title>/);
  });

  test('escapes names and forbids scripts', async () => {
    platform.users.add({ username: '"><script>', password: 'x' });
    const home = await client.page('/', platform.logIn('"><script>'));
    expect(await home.text()).toContain('&quot;&gt;&lt;script&gt;');
    expect(home.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    const form = { username: '<img>', password: 'x' };
    expect(await (await client.submit('/login', form)).text()).not.toContain('<img>');
  });
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

  test.each(['http://localhost:8787/cb', 'http://127.0.0.1/cb', 'http://[::1]:8787/cb'])(
    'accepts http on loopback: %s',
    async (redirect_uri) => {
      expect((await create({ name: 'A', redirect_uri })).status).toBe(200);
    },
  );
});
