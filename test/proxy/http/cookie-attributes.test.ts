import { expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { wholeLife } from '../../support/proxy/whole-life.ts';

const LOGIN = /^__Host-balance_companion_login_[\w-]{16}=/;
const SESSION = /^__Host-balance_companion_session=/;

test('every cookie that is set or cleared over https has the prefix and each attribute [rows 2, 3, 4, 5, 6, 7]', async () => {
  const proxy = await startProxy({
    publicOrigin: 'https://wallet.example.com',
    env: { USERINFO_MAX_AGE: '0' },
  });
  const exchanges = await wholeLife(proxy);
  const lines = exchanges.flatMap(({ answer }) => answer.cookies);
  const isCleared = (line: string) => line.includes('Max-Age=0') || line.includes('1970');
  for (const kind of [LOGIN, SESSION]) {
    const ofKind = lines.filter((line) => kind.test(line));
    expect(new Set(ofKind.map(isCleared)), String(kind)).toEqual(new Set([true, false]));
  }
  for (const line of lines) {
    const [, ...attributes] = line.split('; ').map((attribute) => attribute.toLowerCase());
    const isSession = SESSION.test(line);
    expect(isSession || LOGIN.test(line), 'its name').toBe(true);
    expect(attributes).toEqual(expect.arrayContaining(['secure', 'httponly', 'path=/']));
    expect(attributes).toContain(isSession ? 'samesite=strict' : 'samesite=lax');
    expect(attributes.filter((attribute) => attribute.startsWith('domain'))).toEqual([]);
  }
});
