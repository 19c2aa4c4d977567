import { expect, test } from 'vitest';
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
  const proxy = await startProxy({ ...HTTPS, env: { USERINFO_MAX_AGE: '0' } });
  const lines = (await wholeLife(proxy)).flatMap(({ response }) => response.cookies);
  const isCleared = (line: string) => line.includes('Max-Age=0') || line.includes('1970');
  for (const kind of [LOGIN, SESSION]) {
    const ofKind = lines.filter((line) => kind.test(line));
    expect(new Set(ofKind.map(isCleared)), String(kind)).toEqual(new Set([true, false]));
  }
  for (const line of lines) {
    const [, ...attributes] = line.split('; ').map((attribute) => attribute.toLowerCase());
    const isSession = SESSION.test(line);
    expect(isSession || LOGIN.test(line), line).toBe(true);
    expect(attributes).toEqual(expect.arrayContaining(['secure', 'httponly', 'path=/']));
    expect(attributes).toContain(isSession ? 'samesite=strict' : 'samesite=lax');
    if (!isSession && !isCleared(line)) expect(attributes).toContain('max-age=600');
    expect(attributes.join()).not.toContain('domain');
  }
});
