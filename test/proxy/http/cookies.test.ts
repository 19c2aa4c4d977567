import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Client, ClientResponse } from '../../support/proxy/client.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { wholeLife } from '../../support/proxy/whole-life.ts';

const HTTPS = { publicOrigin: 'https://wallet.example.com' };

test.each([
  ['over https', HTTPS, '__Host-balance_companion_session', 180, ['Secure']],
  ['over http on loopback', {}, 'balance_companion_session', 180, []],
  ['with SESSION_MAX_DAYS', { env: { SESSION_MAX_DAYS: '7' } }, 'balance_companion_session', 7, []],
])(
  'attributes of the session cookie %s [rows 2, 3, 4, 5, 6, 7]',
  async (_kind, options, name, days, more) => {
    const { client } = await startProxy(options);
    const { cookies } = await client.navigate(await client.authorize(), 'another-site');
    const line = cookies.find((cookie) => cookie.startsWith(`${name}=`)) ?? '';
    expect(line.split('; ').slice(1).sort()).toEqual([
      'HttpOnly',
      `Max-Age=${days * 86_400}`,
      'Path=/',
      'SameSite=Strict',
      ...more,
    ]);
  },
);

test('every cookie that is set or cleared over https has the prefix and all attributes [rows 2, 3, 4, 5, 6, 7]', async () => {
  const LOGIN = /^__Host-balance_companion_login_[\w-]{16}=/;
  const SESSION = /^__Host-balance_companion_session=/;
  const SLOT = /^__Host-balance_companion_session_4=/;
  const proxy = await startProxy({ ...HTTPS, env: { USERINFO_MAX_AGE: '0' } });
  const lines = (await wholeLife(proxy)).flatMap(({ response }) => response.cookies);
  const isCleared = (line: string) => line.includes('Max-Age=0') || line.includes('1970');
  for (const kind of [LOGIN, SESSION, SLOT]) {
    const ofKind = lines.filter((line) => kind.test(line));
    expect(new Set(ofKind.map(isCleared)), String(kind)).toEqual(new Set([true, false]));
  }
  for (const line of lines) {
    const [, ...attributes] = line.split('; ').map((attribute) => attribute.toLowerCase());
    const isSession = SESSION.test(line) || SLOT.test(line);
    expect(isSession || LOGIN.test(line), line).toBe(true);
    expect(attributes).toEqual(expect.arrayContaining(['secure', 'httponly', 'path=/']));
    expect(attributes).toContain(isSession ? 'samesite=strict' : 'samesite=lax');
    if (!isSession && !isCleared(line)) expect(attributes).toContain('max-age=600');
    expect(attributes.join()).not.toContain('domain');
  }
});

describe('the limits of common web servers are kept', () => {
  const MASTER_KEYS = [randomBytes(32), randomBytes(32)] as const;

  /** A proxy under a host name of 64 characters, and a browser with ten sessions there. */
  async function withTenSessions() {
    const publicOrigin = `https://${'wallet'.repeat(8)}.any-example.com`;
    const proxy = await startProxy({ publicOrigin, masterKeys: [MASTER_KEYS[0]] });
    for (let slot = 0; slot < 10; slot++) await proxy.client.signIn('demo', slot);
    return { ...proxy, publicOrigin };
  }

  const cookieHeader = ({ cookies }: Client) =>
    [...cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');

  /** The bytes of all header lines. */
  const headerSize = ({ headers }: ClientResponse) =>
    Object.entries(headers)
      .flatMap(([name, values = []]) => [values].flat().map((value) => `${name}: ${value}\r\n`))
      .join('').length;

  test('ten sessions and ten sign-ins have cookies of less than 8 KB together', async () => {
    const { client } = await withTenSessions();
    expect(cookieHeader(client).length).toBeLessThan(2_500);
    for (let slot = 0; slot < 10; slot++) await client.start(slot);
    expect(client.cookies.size).toBe(20);
    expect(cookieHeader(client).length).toBeLessThan(8_000);
  });

  test('a response that renews ten session cookies has headers of less than 4 KB', async () => {
    const first = await withTenSessions();
    const { browser } = await startProxy({
      beside: first,
      storeFile: first.storeFile,
      publicOrigin: first.publicOrigin,
      masterKeys: [MASTER_KEYS[1], MASTER_KEYS[0]],
    });
    const response = await browser(first.client).api('/api/sessions');
    expect(response.cookies).toHaveLength(10);
    expect(headerSize(response)).toBeLessThan(4_000);
  });

  test('a response that clears login cookies has headers of less than 4 KB', async () => {
    const { client } = await withTenSessions();
    for (let number = 10; number < 40; number++) {
      const name = `__Host-balance_companion_login_${'x'.repeat(14)}${number}`;
      client.cookies.set(name, { value: 'garbage', sameSite: 'Lax' });
    }
    const response = await client.send('/auth/oauth/start');
    expect(response.status).toBe(302);
    expect(response.cookies.length).toBeGreaterThan(5);
    expect(headerSize(response)).toBeLessThan(4_000);
  });
});
