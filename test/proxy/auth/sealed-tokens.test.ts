import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { bindingsOf, UNBOUND } from '../../../proxy/auth/platform-binding.ts';
import { openTokens, sealTokens } from '../../../proxy/auth/sealed-tokens.ts';
import type { Tokens } from '../../../proxy/platform/tokens.ts';

const tokens: Tokens = { accessToken: 'access', accessTokenExpiresAt: 1, refreshToken: 'refresh' };
const [oldKey, newKey] = [toMasterKeys([randomBytes(32)]), toMasterKeys([randomBytes(32)])];

const config = {
  platformUrl: 'https://a.example',
  platformMovedFrom: [] as string[],
  clientId: 'one',
};
const [A] = bindingsOf(config);

const seal = () => sealTokens(tokens, 'session', newKey, A, randomBytes);

describe('sealed tokens', () => {
  test('open with the key and the session id that sealed them', () => {
    const sealed = seal();
    expect(openTokens(sealed, 'session', newKey, [A])).toEqual(tokens);
    expect(openTokens(sealed, 'session', [...oldKey, ...newKey], [A])).toEqual(tokens);
  });

  test('stay shut without the session id: the store and the master key open nothing [row 33]', () => {
    const sealed = seal();
    expect(openTokens(sealed, 'another', newKey, [A])).toBeUndefined();
    expect(openTokens(sealed, '', newKey, [A])).toBeUndefined();
  });

  test('stay shut without the key [row 33]', () => {
    const sealed = seal();
    expect(openTokens(sealed, 'session', oldKey, [A])).toBeUndefined();
  });

  test('stay shut for another platform address or client id, and open for a former address [row 48]', () => {
    const sealed = seal();
    const open = (changes: Partial<typeof config>, ...more: Buffer[]) =>
      openTokens(sealed, 'session', newKey, [...bindingsOf({ ...config, ...changes }), ...more]);
    expect(open({ platformUrl: 'https://b.example' }, UNBOUND)).toBeUndefined();
    expect(open({ clientId: 'two' }, UNBOUND)).toBeUndefined();
    expect(open({ platformUrl: 'https://a.example\0one', clientId: '' })).toBeUndefined();
    const moved = { platformUrl: 'https://b.example', platformMovedFrom: ['https://a.example'] };
    expect(open({ ...moved, clientId: 'two' })).toBeUndefined();
    expect(openTokens(sealed, 'session', newKey, bindingsOf({ ...config, ...moved }))).toEqual(
      tokens,
    );
  });

  test('stay shut once any byte has changed, or some are missing', () => {
    const sealed = seal();
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openTokens(changed, 'session', newKey, [A])).toBeUndefined();
      expect(openTokens(sealed.subarray(0, at), 'session', newKey, [A])).toBeUndefined();
    }
  });

  test('differ each time', () => {
    expect(seal()).not.toEqual(seal());
  });
});
