import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { bindingsOf, UNBOUND } from '../../../proxy/auth/platform-binding.ts';
import { openTokens, sealTokens } from '../../../proxy/auth/sealed-tokens.ts';
import type { Tokens } from '../../../proxy/platform/tokens.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';

const tokens: Tokens = { accessToken: 'access', accessTokenExpiresAt: 1, refreshToken: 'refresh' };
const [oldKey, newKey] = toMasterKeys([randomBytes(32), randomBytes(32)]);

const settings = {
  platformUrl: 'https://a.example',
  platformMovedFrom: [] as string[],
  clientId: 'one',
};
const [A] = bindingsOf(settings);

describe('sealed tokens', () => {
  test('open with the key and the session id that sealed them', () => {
    const sealed = sealTokens(tokens, 'session', keys(newKey), A, randomBytes);
    expect(openTokens(sealed, 'session', keys(newKey), [A])).toEqual(tokens);
    expect(openTokens(sealed, 'session', keys(oldKey, newKey), [A])).toEqual(tokens);
  });

  test('stay shut without the session id: the store and the master key open nothing [row 33]', () => {
    const sealed = sealTokens(tokens, 'session', keys(newKey), A, randomBytes);
    expect(openTokens(sealed, 'another', keys(newKey), [A])).toBeUndefined();
    expect(openTokens(sealed, '', keys(newKey), [A])).toBeUndefined();
  });

  test('stay shut without the key [row 33]', () => {
    const sealed = sealTokens(tokens, 'session', keys(newKey), A, randomBytes);
    expect(openTokens(sealed, 'session', keys(oldKey), [A])).toBeUndefined();
  });

  test('stay shut for another platform address or client id, and open for a former address [row 48]', () => {
    const sealed = sealTokens(tokens, 'session', keys(newKey), A, randomBytes);
    const open = (changes: Partial<typeof settings>, ...more: Buffer[]) =>
      openTokens(sealed, 'session', keys(newKey), [
        ...bindingsOf({ ...settings, ...changes }),
        ...more,
      ]);
    expect(open({ platformUrl: 'https://b.example' }, UNBOUND)).toBeUndefined();
    expect(open({ clientId: 'two' }, UNBOUND)).toBeUndefined();
    expect(open({ platformUrl: 'https://a.example\0one', clientId: '' })).toBeUndefined();
    const moved = { platformUrl: 'https://b.example', platformMovedFrom: ['https://a.example'] };
    expect(open({ ...moved, clientId: 'two' })).toBeUndefined();
    expect(
      openTokens(sealed, 'session', keys(newKey), bindingsOf({ ...settings, ...moved })),
    ).toEqual(tokens);
  });

  test('stay shut once any byte has changed, or some are missing', () => {
    const sealed = sealTokens(tokens, 'session', keys(newKey), A, randomBytes);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openTokens(changed, 'session', keys(newKey), [A])).toBeUndefined();
      expect(openTokens(sealed.subarray(0, at), 'session', keys(newKey), [A])).toBeUndefined();
    }
  });

  test('never look the same twice', () => {
    const seal = () => sealTokens(tokens, 'session', keys(newKey), A, randomBytes).toString('hex');
    expect(seal()).not.toBe(seal());
  });
});

function keys(...wanted: (typeof newKey)[]) {
  return wanted.filter((key) => key !== undefined);
}

test('the database holds no token, no session id and no name [row 33]', async () => {
  const { signedIn, platform, storeFile } = await startProxy();
  await signedIn();
  const db = new Database(storeFile);
  db.pragma('wal_checkpoint(TRUNCATE)');
  expect(db.prepare('SELECT count(*) AS sessions FROM sessions').get()).toEqual({ sessions: 1 });
  db.close();
  const bytes = readFileSync(storeFile);
  const secrets = Object.values(platform.issued).flat();
  expect(secrets.length).toBeGreaterThan(3);
  expect([...secrets, 'demo'].filter((secret) => bytes.includes(secret))).toEqual([]);
});

test('sessions survive a new key in front, and end with the key that sealed them', async () => {
  const [first, second, third] = [randomBytes(32), randomBytes(32), randomBytes(32)];
  const before = await startProxy({ masterKeys: [first] });
  const client = await before.signedIn();
  const beside = { beside: before, storeFile: before.storeFile };
  const rotated = await startProxy({ ...beside, masterKeys: [second, first] });
  const dropped = await startProxy({ ...beside, masterKeys: [third] });
  const at = (proxy: typeof before) => {
    const copy = proxy.browser();
    for (const [name, cookie] of client.cookies) copy.cookies.set(name, cookie);
    return copy;
  };
  expect((await at(rotated).api('/api/user/info')).status).toBe(200);
  expect((await at(dropped).api('/api/user/info')).json().error).toBe('not_authenticated');
});
