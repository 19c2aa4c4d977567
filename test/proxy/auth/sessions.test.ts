import { randomBytes } from 'node:crypto';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type MasterKey, toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { bindingsOf } from '../../../proxy/auth/platform-binding.ts';
import { type SessionId, toSessionId } from '../../../proxy/auth/session-id.ts';
import type { Session, Sessions } from '../../../proxy/auth/sessions.ts';
import { TokenRefresher } from '../../../proxy/auth/token-refresher.ts';
import { PlatformError } from '../../../proxy/platform/errors/platform-error.ts';
import type { SessionStore } from '../../../proxy/store/session-store.ts';
import { sqlitePlace } from '../../support/session-stores/places.ts';
import { SILENT, sessionsOn } from '../../support/session-stores/sessions-on.ts';

const [NEW_KEY, OLD_KEY] = toMasterKeys([randomBytes(32), randomBytes(32)]) as [
  MasterKey,
  MasterKey,
];
const TOKENS = { accessToken: 'access', accessTokenExpiresAt: 1e15, refreshToken: 'refresh' };
const bindings = bindingsOf({
  platformUrl: 'https://a.example',
  platformMovedFrom: [],
  clientId: 'a',
});

let store: SessionStore;
let sessions: Sessions;
let id: SessionId;

beforeEach(async () => {
  const place = await sqlitePlace();
  onTestFinished(() => place.close());
  store = place.open();
  onTestFinished(() => store.close());
  sessions = sessionsOn({ store, bindings, masterKeys: [OLD_KEY] });
  id = toSessionId(await sessions.start(TOKENS));
});

const find = async () => (await sessions.find(id)) as Session;

test('an expired lease leaves the session in doubt', async () => {
  const leased = await sessions.takeLease(await find(), Date.now() - 1);
  expect(leased?.record.inDoubt).toBe(false);
  const again = await sessions.takeLease(leased as Session, Date.now() + 1_000);
  expect(again?.record.inDoubt).toBe(true);
});

test('a failed refresh keeps the doubt of an earlier one', async () => {
  await sessions.releaseLease(await find(), true);
  const refresher = new TokenRefresher({
    sessions,
    refresh: () => Promise.reject(new PlatformError('unreachable', 'refused')),
    leaseMs: 1_000,
    now: Date.now,
    observer: SILENT,
  });
  await expect(refresher.refresh(id, TOKENS.accessToken)).rejects.toThrow(PlatformError);
  expect((await find()).record).toMatchObject({ leaseUntil: null, inDoubt: true });
});

test('a leased record is not sealed again with the newest key', async () => {
  const leased = await sessions.takeLease(await find(), Date.now() + 1_000);
  const found = await sessionsOn({ store, bindings, masterKeys: [NEW_KEY, OLD_KEY] }).find(id);
  expect(found?.record.version).toBe(leased?.record.version);
  expect(found?.tokens).toEqual(TOKENS);
});
