import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { bindingsOf, UNBOUND } from '../../../proxy/auth/platform-binding.ts';
import type { Session, SessionsOptions } from '../../../proxy/auth/sessions.ts';
import { observing, sessionsOn } from '../../support/session-stores/sessions-on.ts';
import { FRESH, storedSession, TOKENS } from '../../support/session-stores/stored-session.ts';

const OTHER = bindingsOf({
  platformUrl: 'https://b.example',
  platformMovedFrom: [],
  clientId: 'a',
});

test('an expired lease leaves the session in doubt', async () => {
  const { sessions, find } = await storedSession();
  const leased = await sessions.takeLease(await find(), Date.now() - 1);
  expect(leased?.record.inDoubt).toBe(false);
  const again = await sessions.takeLease(leased as Session, Date.now() + 1_000);
  expect(again?.record.inDoubt).toBe(true);
});

test('a record is sealed again with the newest key, unless it is leased or cannot be written', async () => {
  const { sessions, find, id, base } = await storedSession();
  const masterKeys = [...toMasterKeys([randomBytes(32)]), ...base.masterKeys] as const;
  const version = async (store = base.store) => {
    const found = await sessionsOn({ ...base, store, masterKeys }).find(id);
    expect(found?.tokens).toEqual(TOKENS);
    return found?.record.version;
  };
  const replace = () => Promise.reject(new Error('full'));
  expect(await version({ ...base.store, replace })).toBe(1);
  const leased = (await sessions.takeLease(await find(), Date.now() + 1_000)) as Session;
  expect(await version()).toBe(2);
  await sessions.releaseLease(leased, false);
  expect(await version()).toBe(4);
  expect(await version()).toBe(4);
});

test('tokens of another platform or client are kept and reported, those of an unknown key are not found', async () => {
  let reported = 0;
  const { id, base } = await storedSession();
  const unknown = toMasterKeys([randomBytes(32)]);
  const foreign = { ...base, bindings: OTHER, onForeignSession: () => void reported++ };
  expect(await sessionsOn(foreign).find(id)).toMatchObject({ id, tokens: null });
  const masterKeys = [...unknown, ...base.masterKeys] as const;
  expect(await sessionsOn({ ...foreign, masterKeys }).find(id)).toMatchObject({ tokens: null });
  expect(reported).toBe(2);
  expect(await sessionsOn({ ...foreign, masterKeys: unknown }).find(id)).toBeUndefined();
  expect(reported).toBe(2);
  expect((await sessionsOn(base).find(id))?.tokens).toEqual(TOKENS);
});

test('sessions of 0.1.0 belong to the first configuration, also after its platform moved', async () => {
  const { id, base } = await storedSession(TOKENS, { bindings: [UNBOUND] });
  const tokensWith = async (bindings: SessionsOptions['bindings']) => {
    const sessions = sessionsOn({ ...base, bindings });
    return [await sessions.claimUnbound(), (await sessions.find(id))?.tokens];
  };
  expect(await tokensWith(base.bindings)).toEqual([true, TOKENS]);
  expect(await tokensWith([...OTHER, ...base.bindings])).toEqual([true, TOKENS]);
  expect(await tokensWith(OTHER)).toEqual([false, null]);
});

test('an ended grant leaves a record without tokens, lease and doubt', async () => {
  const { sessions, find } = await storedSession();
  const leased = await sessions.takeLease(await find(), Date.now() - 1);
  const doubtful = await sessions.takeLease(leased as Session, Date.now() - 1);
  await sessions.endGrant(doubtful as Session);
  const { record, tokens } = await find();
  expect(record).toMatchObject({ sealedTokens: null, leaseUntil: null, inDoubt: false });
  expect(tokens).toBeNull();
});

test('a spent transaction and an ended session can be removed at their end', async () => {
  let time = 5_000;
  const { sessions, store } = await storedSession(TOKENS, { sessionMaxMs: 100, now: () => time });
  expect(await sessions.spend('transaction', 100)).toBe(true);
  time = 5_099;
  expect(await sessions.removeEnded(10)).toBe(0);
  expect(await sessions.spend('transaction', 100)).toBe(false);
  time = 5_101;
  expect(await sessions.removeEnded(10)).toBeGreaterThan(0);
  expect(await store.count()).toBe(0);
  expect(await sessions.spend('transaction', 100)).toBe(true);
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
