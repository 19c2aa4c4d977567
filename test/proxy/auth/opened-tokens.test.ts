import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { OpenedTokens } from '../../../proxy/auth/opened-tokens.ts';
import { UNBOUND } from '../../../proxy/auth/platform-binding.ts';
import { sealTokens } from '../../../proxy/auth/sealed-tokens.ts';
import { hashSessionId } from '../../../proxy/auth/session-id.ts';
import type { Tokens } from '../../../proxy/platform/tokens.ts';
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
    const opened = new OpenedTokens(masterKeys);
    const first = sealed('session', 'first');
    const second = sealed('session', 'second');
    for (const { record, sealedTokens, tokens } of [first, first, second, first]) {
      expect(opened.open(record, sealedTokens, 'session', [UNBOUND])).toEqual(tokens);
    }
    expect(opened.size).toBe(1);
  });

  test('are not returned for sealed bytes that do not open', () => {
    const opened = new OpenedTokens(masterKeys);
    const { record, sealedTokens } = sealed('session', 'token');
    expect(opened.open(record, sealedTokens, 'session', [UNBOUND])).toBeDefined();
    const changed = Buffer.from(sealedTokens);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(opened.open(record, changed, 'session', [UNBOUND])).toBeUndefined();
    expect(opened.size).toBe(0);
  });

  test('are cached for at most 2,000 sessions', () => {
    const opened = new OpenedTokens(masterKeys);
    for (let number = 0; number < 2_100; number++) {
      const { record, sealedTokens } = sealed(`session ${number}`, 'token');
      opened.open(record, sealedTokens, `session ${number}`, [UNBOUND]);
    }
    expect(opened.size).toBe(2_000);
  });

  test('are dropped a minute after the last read, and not before', () => {
    let elapsed = 1;
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    vi.spyOn(performance, 'now').mockImplementation(() => elapsed);
    onTestFinished(() => void vi.useRealTimers().restoreAllMocks());
    const opened = new OpenedTokens(masterKeys);
    const { record, sealedTokens } = sealed('session', 'token');
    const sizes = [59_000, 59_000, 60_001].map((ms, read) => {
      if (read < 2) opened.open(record, sealedTokens, 'session', [UNBOUND]);
      elapsed += ms;
      vi.advanceTimersByTime(ms);
      opened.forgetUnused();
      return opened.size;
    });
    expect(sizes).toEqual([1, 1, 0]);
  });
});
