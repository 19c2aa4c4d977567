import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { OpenedTokens } from '../../../proxy/auth/opened-tokens.ts';
import { UNBOUND } from '../../../proxy/auth/platform-binding.ts';
import { sealTokens } from '../../../proxy/auth/sealed-tokens.ts';
import { hashSessionId } from '../../../proxy/auth/session-id.ts';
import type { Tokens } from '../../../proxy/platform/tokens.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { recordOf } from '../../support/session-stores/records.ts';

const masterKeys = toMasterKeys([randomBytes(32)]);

function sealed(sessionId: string, accessToken: string) {
  const tokens: Tokens = { accessToken, accessTokenExpiresAt: 1, refreshToken: 'refresh' };
  const sealedTokens = sealTokens(tokens, sessionId, masterKeys, UNBOUND, randomBytes);
  const record = recordOf(0, { idHash: hashSessionId(sessionId), sealedTokens });
  return { record, sealedTokens, tokens };
}

describe('opened tokens', () => {
  test('are those of the stored record, and cached once per session', () => {
    const opened = new OpenedTokens(masterKeys, () => 0);
    const first = sealed('session', 'first');
    const second = sealed('session', 'second');
    for (const { record, sealedTokens, tokens } of [first, first, second, first]) {
      expect(opened.open(record, sealedTokens, 'session', [UNBOUND])).toEqual(tokens);
    }
    expect(opened.size).toBe(1);
  });

  test('are not returned for sealed bytes that do not open', () => {
    const opened = new OpenedTokens(masterKeys, () => 0);
    const { record, sealedTokens } = sealed('session', 'token');
    expect(opened.open(record, sealedTokens, 'session', [UNBOUND])).toBeDefined();
    const changed = Buffer.from(sealedTokens);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(opened.open(record, changed, 'session', [UNBOUND])).toBeUndefined();
    expect(opened.size).toBe(0);
  });

  test('are cached for at most 2,000 sessions', () => {
    const opened = new OpenedTokens(masterKeys, () => 0);
    for (let number = 0; number < 2_100; number++) {
      const { record, sealedTokens } = sealed(`session ${number}`, 'token');
      opened.open(record, sealedTokens, `session ${number}`, [UNBOUND]);
    }
    expect(opened.size).toBe(2_000);
  });

  test.each([
    ['a minute after the last read', 60_000],
    ['if the clock was set back', -60_000],
  ])('are dropped %s, and not before', (_when, later) => {
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

  test('are dropped once another process has signed the session out', async () => {
    const env = { USERINFO_MAX_AGE: '0' };
    const masterKeys = [randomBytes(32)];
    const first = await startProxy({ env, masterKeys });
    const second = await startProxy({ env, masterKeys, beside: first, storeFile: first.storeFile });
    const client = await first.signedIn();
    const elsewhere = second.browser(client);
    expect(await elsewhere.outcome()).toBe('200');
    expect(await client.outcome('/auth/logout', { method: 'POST' })).toBe('204');
    expect(await elsewhere.outcome()).toBe('401 not_authenticated');
  });
});
