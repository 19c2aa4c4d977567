import { expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

function attributesOf(cookies: string[], name: string): string[] {
  const line = cookies.find((cookie) => cookie.startsWith(name)) ?? '';
  return line.split('; ').slice(1).sort();
}

test('over https the cookies are __Host- prefixed, Secure and HttpOnly; Strict and Lax [rows 2, 3, 4, 5, 6, 7]', async () => {
  const { browser } = await startProxy({ publicOrigin: 'https://wallet.example.com' });
  const client = browser();
  const start = await client.navigate('/auth/oauth/start');
  expect(attributesOf(start.cookies, '__Host-balance_companion_login_')).toEqual([
    'HttpOnly',
    'Max-Age=600',
    'Path=/',
    'SameSite=Lax',
    'Secure',
  ]);
  const callback = await client.navigate(await client.authorize(), 'another-site');
  expect(attributesOf(callback.cookies, '__Host-balance_companion_session=')).toEqual([
    'HttpOnly',
    `Max-Age=${180 * 86_400}`,
    'Path=/',
    'SameSite=Strict',
    'Secure',
  ]);
});

test('over http on loopback the cookies have neither the prefix nor Secure [rows 3, 4, 5, 6]', async () => {
  const { browser } = await startProxy();
  const client = browser();
  const callback = await client.navigate(await client.authorize(), 'another-site');
  expect(attributesOf(callback.cookies, 'balance_companion_session=')).toEqual([
    'HttpOnly',
    `Max-Age=${180 * 86_400}`,
    'Path=/',
    'SameSite=Strict',
  ]);
});

test('the session cookie lives as long as SESSION_MAX_DAYS', async () => {
  const { browser } = await startProxy({ env: { SESSION_MAX_DAYS: '7' } });
  const client = browser();
  const callback = await client.navigate(await client.authorize(), 'another-site');
  expect(attributesOf(callback.cookies, 'balance_companion_session=')).toContain(
    `Max-Age=${7 * 86_400}`,
  );
});

test('a login-transaction cookie does not pass for a session cookie', async () => {
  const { signedIn } = await startProxy();
  const client = await signedIn();
  await client.start();
  const login = [...client.cookies].find(([name]) => name.includes('_login_'));
  client.cookies.clear();
  client.cookies.set('balance_companion_session', login?.[1] ?? { value: '', sameSite: '' });
  expect((await client.api('/api/user/info')).status).toBe(401);
});

test.each([
  ['nothing', ''],
  ['plain text', 'hello'],
  ['bad percent encoding', '%zz%'],
  ['a separator alone', '%3B'],
  ['base64 of the right shape', `${'A'.repeat(120)}%3B${'A'.repeat(32)}`],
  ['a nonce of a wrong length', `${'A'.repeat(120)}%3B${'A'.repeat(8)}`],
  ['a long text', 'x'.repeat(6000)],
])('%s in place of the session cookie is 401 [row 43]', async (_kind, value) => {
  const { browser } = await startProxy();
  const client = browser();
  client.cookies.set('balance_companion_session', { value, sameSite: 'Strict' });
  const answer = await client.api('/api/user/info');
  expect(answer.status).toBe(401);
  expect(answer.json().error).toBe('not_authenticated');
});
