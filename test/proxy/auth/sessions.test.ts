import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import type { Session } from '../../../proxy/auth/sessions.ts';
import { observing, sessionsOn } from '../../support/session-stores/sessions-on.ts';
import { FRESH, storedSession, TOKENS } from '../../support/session-stores/stored-session.ts';

test('an expired lease leaves the session in doubt', async () => {
  const { sessions, find } = await storedSession();
  const leased = await sessions.takeLease(await find(), Date.now() - 1);
  expect(leased?.record.inDoubt).toBe(false);
  const again = await sessions.takeLease(leased as Session, Date.now() + 1_000);
  expect(again?.record.inDoubt).toBe(true);
});

test('a leased record is not sealed again with the newest key', async () => {
  const { sessions, find, id, base } = await storedSession();
  const leased = await sessions.takeLease(await find(), Date.now() + 1_000);
  const masterKeys = [...toMasterKeys([randomBytes(32)]), ...base.masterKeys] as const;
  const found = await sessionsOn({ ...base, masterKeys }).find(id);
  expect(found?.record.version).toBe(leased?.record.version);
  expect(found?.tokens).toEqual(TOKENS);
});

test.each([
  ['the idle time', { sessionIdleMs: 1_000 }],
  ['the maximum time', { sessionMaxMs: 1_000 }],
])('a session ends after exactly %s', async (_what, limits) => {
  let time = 5_000;
  const { sessions, id, find } = await storedSession(TOKENS, { ...limits, now: () => time });
  expect((await find()).record).toMatchObject({ signedInAt: 5_000, endsAt: 6_000 });
  time += 999;
  expect((await find()).tokens).toEqual(TOKENS);
  time += 1;
  expect(await sessions.find(id)).toBeUndefined();
});

test.each([
  ['with the same refresh token', { ...FRESH, refreshToken: 'refresh' }, 5_000],
  ['without a refresh token', { accessToken: 'new', accessTokenExpiresAt: 1 }, 5_000],
  ['with a new refresh token', FRESH, 9_000],
])('tokens %s date from then', async (_what, tokens, refreshTokenAt) => {
  let time = 5_000;
  const { sessions, find } = await storedSession(TOKENS, { now: () => time, sessionMaxMs: 2e9 });
  const { record } = await find();
  time = 9_000;
  const replaced = await sessions.replaceTokens(await find(), tokens);
  const changes = { version: 2, refreshTokenAt, endsAt: refreshTokenAt + 1e9 };
  expect(replaced?.record).toMatchObject({
    ...record,
    sealedTokens: expect.any(Buffer),
    ...changes,
  });
  expect((await find()).tokens).toEqual(tokens);
});

test('every failure of the store is store_unavailable, and reported', async () => {
  const events: string[] = [];
  const { sessions, store, id, find } = await storedSession(TOKENS, {
    observer: observing(events),
  });
  const session = await find();
  expect(await sessions.count()).toBe(1);
  await store.close();
  const calls = {
    read: () => sessions.find(id),
    insert: () => sessions.start(TOKENS),
    replace: () => sessions.endGrant(session),
    remove: () => sessions.end(id.hash),
    spend: () => sessions.spend('transaction', 1_000),
    claimUnbound: () => sessions.check(),
    count: () => sessions.count(),
  };
  for (const call of Object.values(calls)) {
    await expect(call()).rejects.toMatchObject({ code: 'store_unavailable' });
  }
  expect(events).toEqual(Object.keys(calls).map((operation) => `${operation} failed`));
});
