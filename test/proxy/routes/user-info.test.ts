import { describe, expect, test } from 'vitest';
import { holdRequests } from '../../support/proxy/hold-requests.ts';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

describe('the account', () => {
  test('contains the known fields of the platform response and the time of the request', async () => {
    const { platform, clock, client } = await startSignedIn();
    const fields = {
      id: 12345,
      username: 'user123',
      email: 'user@example.com',
      quota: 1000000,
      used_quota: 250000,
      balance_formatted: ' ¥-1,234.50 <b>不限额度</b> ',
      created_time: 1640995200,
      status: 1,
    };
    platform.misbehave('userinfo', {
      body: { ...fields, access_token: 'never', group: 'vip' },
      headers: { 'content-type': 'application/json' },
    });
    const response = await client.api('/api/user/info');
    const { as_of, ...account } = response.json();
    expect(account).toEqual(fields);
    expect(Math.abs(Number(as_of) - clock.now() / 1000)).toBeLessThan(30);
  });

  test.each([
    [{ username: 'user123' }, { id: 'user123', username: 'user123' }],
    [
      { email: 'a@b.example' },
      { id: 'a@b.example', username: 'a@b.example', email: 'a@b.example' },
    ],
    [
      { id: 7, email: 'a@b.example' },
      { id: 7, username: 'a@b.example', email: 'a@b.example' },
    ],
    [
      { id: 12345, email: 7 },
      { id: 12345, username: '12345' },
    ],
  ])('of %j has an id and a name', async (fields, identity) => {
    const { platform, client } = await startSignedIn();
    platform.misbehave('userinfo', { body: { ...fields, balance_formatted: '7.00' } });
    const { as_of: _, ...account } = (await client.api('/api/user/info')).json();
    expect(account).toEqual({ ...identity, balance_formatted: '7.00' });
  });

  test('without id, name and e-mail has an id of its own for each session', async () => {
    const { signedIn, platform } = await startProxy({ env: { USERINFO_MAX_AGE: '0' } });
    platform.misbehave('userinfo', { body: { balance_formatted: '7.00' } });
    const [one, other] = [await signedIn(), await signedIn()];
    const read = async (client: typeof one) => (await client.api('/api/user/info')).json();
    const first = await read(one);
    expect(first).toMatchObject({ username: '—', balance_formatted: '7.00' });
    expect((await read(one)).id).toBe(first.id);
    expect((await read(other)).id).not.toBe(first.id);
  });

  test('is requested with the access token in the Authorization header and no cookie [rows 11, 34]', async () => {
    const { platform, client } = await startSignedIn();
    await client.api('/api/user/info');
    const [request] = platform.requestsTo('userinfo');
    expect(request?.headers.authorization).toBe(`Bearer ${platform.issued.accessTokens[0]}`);
    expect(request?.headers.cookie).toBeUndefined();
    expect(request?.query).toEqual({});
  });

  test.each(['/api/user/info', '/api/user/topup'])('needs a session: %s', async (path) => {
    const { client } = await startProxy();
    const response = await client.api(path);
    expect(response.status).toBe(401);
    expect(response.json()).toEqual({
      error: 'not_authenticated',
      message: expect.stringContaining('Sign in'),
    });
  });
});

describe('an unchanged account', () => {
  test('is 304 without a body, whenever it was requested', async () => {
    const { clock, client } = await startSignedIn();
    const first = await client.api('/api/user/info');
    const etag = String(first.headers.etag);
    clock.pass(60);
    for (const header of [etag, `"other", ${etag}`, etag.replace('W/', ''), '*']) {
      const again = await client.api('/api/user/info', { headers: { 'if-none-match': header } });
      expect(again.status).toBe(304);
      expect(again.text).toBe('');
      expect(again.headers.etag).toBe(etag);
      expect(again.headers['cache-control']).toBe('no-store');
      expect(again.headers['content-length']).toBeUndefined();
      expect(again.headers['content-type']).toBeUndefined();
    }
  });

  test('has the time of the snapshot in Date, also for a cached snapshot', async () => {
    const { clock, client } = await startSignedIn({ env: { USERINFO_MAX_AGE: '1000' } });
    const first = await client.api('/api/user/info');
    clock.pass(500);
    const headers = { 'if-none-match': String(first.headers.etag) };
    const again = await client.api('/api/user/info', { headers });
    expect(again.status).toBe(304);
    expect(Date.parse(String(again.headers.date)) / 1000).toBe(first.json().as_of);
    expect(again.headers.age).toBe('500');
  });

  test('has another tag when anything has changed', async () => {
    const { platform, clock, client } = await startSignedIn();
    const etag = String((await client.api('/api/user/info')).headers.etag);
    platform.users.get('demo').spend(1000);
    clock.pass(3);
    const changed = await client.api('/api/user/info', { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.etag).not.toBe(etag);
    expect(changed.json().balance_formatted).toBe('749.00');
  });

  test('is sent for any other tag', async () => {
    const { client } = await startSignedIn();
    const etag = String((await client.api('/api/user/info')).headers.etag);
    for (const header of ['W/', '"*"', '*, *', `W/${etag}`, `${etag}x`, etag.slice(0, -2)]) {
      const again = await client.api('/api/user/info', { headers: { 'if-none-match': header } });
      expect(again.status, header).toBe(200);
    }
  });
});

describe('requests to the platform', () => {
  test.each([
    ['100', 50, 1],
    ['100', 110, 2],
    ['0', 0, 2],
  ])(
    'with USERINFO_MAX_AGE=%s, a read after %i s makes %i in total',
    async (age, seconds, total) => {
      const { platform, clock, client } = await startSignedIn({ env: { USERINFO_MAX_AGE: age } });
      const first = await client.api('/api/user/info');
      clock.pass(seconds);
      const second = await client.api('/api/user/info');
      expect(platform.requestsTo('userinfo')).toHaveLength(total);
      if (total === 1) expect(second.text).toBe(first.text);
    },
  );

  test('are repeated when the clock was set back', async () => {
    const { platform, clock, client } = await startSignedIn();
    await client.api('/api/user/info');
    platform.users.get('demo').spend(1000);
    clock.pass(-3600);
    expect((await client.api('/api/user/info')).json().balance_formatted).toBe('749.00');
  });

  test('are shared by parallel requests, also if USERINFO_MAX_AGE is 0', async () => {
    let reads = 0;
    const { platform, client } = await startSignedIn({
      env: { USERINFO_MAX_AGE: '0' },
      onStoreCall(operation) {
        if (operation === 'read') reads += 1;
      },
    });
    const { release } = holdRequests(platform, 'userinfo');
    const outcomes = Array.from({ length: 200 }, () => client.outcome());
    await until('all requests to read their session', () => reads === 200);
    release();
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['200']));
    expect(platform.requestsTo('userinfo')).toHaveLength(1);
  });

  test('are never shared by two sessions', async () => {
    const { signedIn, platform } = await startProxy({ env: { USERINFO_MAX_AGE: '100' } });
    platform.users.add({ username: 'other', quota: 5000 });
    const [one, other] = [await signedIn(), await signedIn('other')];
    const [first, second] = await Promise.all([
      one.api('/api/user/info'),
      other.api('/api/user/info'),
    ]);
    expect(first.json().username).toBe('demo');
    expect(second.json().username).toBe('other');
  });
});
