import { expect, test } from 'vitest';
import { holdRequests } from '../../support/proxy/hold-requests.ts';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';

test('sign-out removes the session record: a copied cookie opens nothing afterwards [row 40]', async () => {
  const { client } = await startSignedIn({ env: { USERINFO_MAX_AGE: '1000' } });
  const thief = client.copy();
  expect((await thief.api('/api/user/info')).status).toBe(200);
  const response = await client.api('/auth/logout', { method: 'POST' });
  expect(response.status).toBe(204);
  expect(response.text).toBe('');
  expect(client.cookies.size).toBe(0);
  expect(await thief.outcome()).toBe('401 not_authenticated');
});

test('sign-out without a session is 204 and clears the cookie', async () => {
  const { client } = await startProxy();
  client.cookies.set('balance_companion_session', { value: 'garbage', sameSite: 'Strict' });
  expect((await client.api('/auth/logout', { method: 'POST' })).status).toBe(204);
  expect(client.cookies.size).toBe(0);
  expect((await client.api('/auth/logout', { method: 'POST' })).status).toBe(204);
});

test('sign-out of a session that the platform ended is 204', async () => {
  const { platform, client } = await startSignedIn();
  platform.revoke('demo');
  expect((await client.api('/api/user/info')).json().error).toBe('reauth_required');
  expect((await client.api('/auth/logout', { method: 'POST' })).status).toBe(204);
  expect((await client.api('/api/user/info')).json().error).toBe('not_authenticated');
});

test('sign-out while the store is unreachable is 503 and keeps the session', async () => {
  let down = false;
  const { client } = await startSignedIn({
    onStoreCall(operation) {
      if (down && operation === 'remove') throw new Error('gone');
    },
  });
  down = true;
  const response = await client.api('/auth/logout', { method: 'POST' });
  expect(response.status).toBe(503);
  expect(response.json().error).toBe('store_unavailable');
  expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
  expect(client.cookies.size).toBe(1);
  down = false;
  expect((await client.api('/api/user/info')).status).toBe(200);
  expect((await client.api('/auth/logout', { method: 'POST' })).status).toBe(204);
});

test.each([
  ['JSON', 'application/json', '{"a":'],
  ['a form', 'application/x-www-form-urlencoded', 'a=b'],
  ['something else', 'application/octet-stream', 'x'.repeat(100_000)],
  ['an invalid type', ';;;', 'x'],
])('a body of %s is not read', async (_kind, type, body) => {
  const { client } = await startSignedIn();
  const headers = { 'content-type': type };
  const response = await client.api('/auth/logout', { method: 'POST', headers, body });
  expect(response.status).toBe(204);
  expect(client.cookies.size).toBe(0);
});

test('a snapshot that arrives during the sign-out is not cached [row 40]', async () => {
  const { platform, client } = await startSignedIn({ env: { USERINFO_MAX_AGE: '1000' } });
  const { arrived, release } = holdRequests(platform, 'userinfo');
  const response = client.copy().api('/api/user/info');
  await arrived;
  const thief = client.copy();
  expect((await client.api('/auth/logout', { method: 'POST' })).status).toBe(204);
  release();
  await response;
  expect((await thief.api('/api/user/info')).json().error).toBe('not_authenticated');
});

test('GET does not sign out', async () => {
  const { client } = await startSignedIn();
  expect((await client.api('/auth/logout')).status).toBe(404);
  expect((await client.api('/api/user/info')).status).toBe(200);
});
