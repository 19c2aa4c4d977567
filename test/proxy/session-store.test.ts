import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SessionRecord, SessionStore } from '../../proxy/store/session-store.ts';
import { openSqliteStore } from '../../proxy/store/sqlite-store.ts';

const record: SessionRecord = {
  idHash: Buffer.alloc(32, 1),
  version: 1,
  signedInAt: 1_000,
  refreshTokenAt: 2_000,
  endsAt: 3_000,
  sealedTokens: Buffer.from('sealed'),
  leaseUntil: null,
  inDoubt: false,
};

let folder: string;
let file: string;
let store: SessionStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'balance-companion-'));
  file = join(folder, 'sessions.sqlite');
  store = openSqliteStore(file);
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a session store', () => {
  test('gives back what was put in, also after it was closed', async () => {
    await store.insert(record);
    expect(await store.read(record.idHash)).toEqual(record);
    await store.close();
    store = openSqliteStore(file);
    expect(await store.read(record.idHash)).toEqual(record);
  });

  test('knows nothing of other ids', async () => {
    await store.insert(record);
    expect(await store.read(Buffer.alloc(32, 2))).toBeUndefined();
  });

  test('replaces only the version before', async () => {
    await store.insert(record);
    const second = { ...record, version: 2, sealedTokens: null };
    expect(await store.replace(second)).toBe(true);
    expect(await store.replace({ ...second, sealedTokens: Buffer.from('late') })).toBe(false);
    expect(await store.replace({ ...second, version: 4 })).toBe(false);
    expect(await store.read(record.idHash)).toEqual(second);
  });

  test('does not bring a removed record back', async () => {
    await store.insert(record);
    await store.remove(record.idHash);
    expect(await store.replace({ ...record, version: 2 })).toBe(false);
    expect(await store.read(record.idHash)).toBeUndefined();
    await store.remove(record.idHash);
  });

  test('refuses a second record under the same id', async () => {
    await store.insert(record);
    await expect(store.insert(record)).rejects.toThrow();
  });

  test('lets a transaction be spent once', async () => {
    expect(await store.spend(Buffer.alloc(32, 3), 5_000)).toBe(true);
    expect(await store.spend(Buffer.alloc(32, 3), 9_000)).toBe(false);
    expect(await store.spend(Buffer.alloc(32, 4), 5_000)).toBe(true);
  });

  test('forgets what has ended, as many as it is told', async () => {
    for (let id = 10; id < 15; id++) {
      await store.insert({ ...record, idHash: Buffer.alloc(32, id), endsAt: id });
    }
    await store.spend(Buffer.alloc(32, 3), 12);
    expect(await store.removeEnded(10, 100)).toBe(0);
    expect(await store.removeEnded(13, 2)).toBe(3);
    expect(await store.removeEnded(13, 100)).toBe(1);
    expect(await store.read(Buffer.alloc(32, 13))).toBeDefined();
    expect(await store.spend(Buffer.alloc(32, 3), 12)).toBe(true);
  });

  test('says when it can be read and written', async () => {
    await expect(store.check()).resolves.toBeUndefined();
  });
});

describe('the SQLite file', () => {
  test('is for its owner alone, and every write is durable', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const db = new Database(file);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    db.close();
  });

  test('of a newer version is left alone', () => {
    const db = new Database(file);
    db.pragma('user_version = 99');
    db.close();
    expect(() => openSqliteStore(file)).toThrow(/newer/);
  });
});
