import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { OpenedTokens } from '../../../proxy/auth/opened-tokens.ts';
import { UNBOUND } from '../../../proxy/auth/platform-binding.ts';
import { sealTokens } from '../../../proxy/auth/sealed-tokens.ts';
import type { Tokens } from '../../../proxy/platform/tokens.ts';
import type { SessionRecord } from '../../../proxy/store/session-store.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';

const masterKeys = toMasterKeys([randomBytes(32)]);

function sealed(sessionId: string, accessToken: string) {
  const tokens: Tokens = { accessToken, accessTokenExpiresAt: 1, refreshToken: 'refresh' };
  const sealedTokens = sealTokens(tokens, sessionId, masterKeys, UNBOUND, randomBytes);
  const idHash = createHash('sha256').update(sessionId).digest();
  const record: SessionRecord = {
    idHash,
    version: 1,
    signedInAt: 0,
    refreshTokenAt: 0,
    endsAt: 1,
    sealedTokens,
    leaseUntil: null,
    inDoubt: false,
  };
  return { record, sealedTokens, tokens };
}

describe('tokens that were opened before', () => {
  test('are those of the record as it is stored now', () => {
    const opened = new OpenedTokens(masterKeys, () => 0);
    const first = sealed('session', 'first');
    const second = sealed('session', 'second');
    for (const { record, sealedTokens, tokens } of [first, first, second, first]) {
      expect(opened.open(record, sealedTokens, 'session', [UNBOUND])).toEqual(tokens);
    }
    expect(opened.size).toBe(1);
  });

  test('do not stand in for bytes that do not open', () => {
    const opened = new OpenedTokens(masterKeys, () => 0);
    const { record, sealedTokens } = sealed('session', 'token');
    expect(opened.open(record, sealedTokens, 'session', [UNBOUND])).toBeDefined();
    const changed = Buffer.from(sealedTokens);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(opened.open(record, changed, 'session', [UNBOUND])).toBeUndefined();
    expect(opened.size).toBe(0);
  });

  test('are kept for a bounded number of sessions', () => {
    const opened = new OpenedTokens(masterKeys, () => 0);
    for (let number = 0; number < 2_100; number++) {
      const { record, sealedTokens } = sealed(`session ${number}`, 'token');
      opened.open(record, sealedTokens, `session ${number}`, [UNBOUND]);
    }
    expect(opened.size).toBe(2_000);
  });

  test.each([
    ['a minute after the last reading', 60_000],
    ['where the clock was put back', -60_000],
  ])('are forgotten %s, and not before', (_when, later) => {
    let now = 1_000_000;
    const opened = new OpenedTokens(masterKeys, () => now);
    const { record, sealedTokens } = sealed('session', 'token');
    opened.open(record, sealedTokens, 'session', [UNBOUND]);
    now += 59_000;
    opened.open(record, sealedTokens, 'session', [UNBOUND]);
    now += 59_000;
    opened.forgetUnused();
    expect(opened.size).toBe(1);
    now += later - 59_000;
    opened.forgetUnused();
    expect(opened.size).toBe(0);
  });

  test('are of no use once another process has signed the session out', async () => {
    const one = await startProxy({ env: { USERINFO_MAX_AGE: '0' } });
    const masterKey = randomBytes(32);
    const both = { beside: one, masterKeys: [masterKey], env: { USERINFO_MAX_AGE: '0' } };
    const other = await startProxy({ ...both, storeFile: one.storeFile });
    const third = await startProxy({ ...both, storeFile: one.storeFile });
    const client = await other.signedIn();
    const elsewhere = third.browser();
    for (const [name, cookie] of client.cookies) elsewhere.cookies.set(name, cookie);
    expect((await elsewhere.api('/api/user/info')).status).toBe(200);
    expect((await client.api('/auth/logout', { method: 'POST' })).status).toBe(204);
    expect((await elsewhere.api('/api/user/info')).json().error).toBe('not_authenticated');
  });
});
