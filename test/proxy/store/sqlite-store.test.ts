import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore, STATEMENTS } from '../../../proxy/store/sqlite-store.ts';
import { holdLock } from '../../support/session-stores/hold-lock.ts';
import { openAtOnce } from '../../support/session-stores/open-at-once.ts';
import { hashOf, recordOf } from '../../support/session-stores/records.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'balance-companion-'));
  file = join(folder, 'sessions.sqlite');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A file as the first version of the proxy left it, with this many sessions. */
function writeFirstVersion(sessions: number): void {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.exec(`
    CREATE TABLE sessions (
      id_hash BLOB PRIMARY KEY,
      version INTEGER NOT NULL,
      signed_in_at INTEGER NOT NULL,
      refresh_token_at INTEGER NOT NULL,
      ends_at INTEGER NOT NULL,
      sealed_tokens BLOB
    ) WITHOUT ROWID;
    CREATE INDEX sessions_by_end ON sessions (ends_at);
    CREATE TABLE spent_transactions (
      transaction_hash BLOB PRIMARY KEY,
      until INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX spent_transactions_by_end ON spent_transactions (until);
    CREATE TABLE heartbeat (id INTEGER PRIMARY KEY CHECK (id = 1), beat INTEGER NOT NULL);
  `);
  db.pragma('user_version = 1');
  const insert = db.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)');
  for (let number = 0; number < sessions; number++) {
    insert.run(hashOf(number), number + 1, 1_000, 2_000, 3_000, Buffer.from('sealed'));
  }
  db.prepare('INSERT INTO spent_transactions VALUES (?, ?)').run(hashOf(100), 9_000);
  db.close();
}

test('is for its owner alone, and every write is durable', async () => {
  const store = openSqliteStore(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const db = new Database(file);
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
  db.close();
  await store.close();
});

test('forgets sessions and spent transactions that have ended', async () => {
  const store = openSqliteStore(file);
  for (let number = 10; number < 15; number++) {
    await store.insert(recordOf(number, { endsAt: number }));
  }
  await store.spend(hashOf(3), 12);
  expect(await store.removeEnded(10, 100)).toBe(0);
  expect(await store.removeEnded(13, 2)).toBe(3);
  expect(await store.removeEnded(13, 100)).toBe(1);
  expect(await store.read(hashOf(12))).toBeUndefined();
  expect(await store.read(hashOf(13))).toBeDefined();
  expect(await store.spend(hashOf(3), 12)).toBe(true);
  await store.close();
});

test('of a newer version is left alone', async () => {
  await openSqliteStore(file).close();
  const db = new Database(file);
  db.pragma('user_version = 99');
  db.close();
  expect(() => openSqliteStore(file)).toThrow(/newer/);
});

describe('of the first version', () => {
  test('keeps its sessions and counts them, and is as good as a new one', async () => {
    writeFirstVersion(3);
    const store = openSqliteStore(file);
    expect(await store.count()).toBe(3);
    const old = await store.read(hashOf(1));
    expect(old).toEqual({
      idHash: hashOf(1),
      version: 2,
      signedInAt: 1_000,
      refreshTokenAt: 2_000,
      endsAt: 3_000,
      sealedTokens: Buffer.from('sealed'),
      leaseUntil: null,
      inDoubt: false,
    });
    const leased = { ...recordOf(1), version: 3, leaseUntil: 5_000, inDoubt: true };
    expect(await store.replace(leased)).toBe(true);
    expect(await store.read(hashOf(1))).toEqual(leased);
    expect(await store.spend(hashOf(100), 9_000)).toBe(false);
    await store.insert(recordOf(7));
    expect(await store.count()).toBe(4);
    expect(await store.removeEnded(4_000, 100)).toBe(2);
    expect(await store.count()).toBe(2);
    await store.close();
  });

  test('is brought to the newest once, however many open it at the same time', async () => {
    writeFirstVersion(3);
    expect(await openAtOnce(file, 4)).toEqual(Array(4).fill({ sessions: 3 }));
    const store = openSqliteStore(file);
    await store.remove(hashOf(0));
    expect(await store.count()).toBe(2);
    await store.close();
  });
});

test('that is not there yet is made once, however many open it at the same time', async () => {
  expect(await openAtOnce(file, 4)).toEqual(Array(4).fill({ sessions: 0 }));
});

test('that another process writes to at this moment is waited for', async () => {
  await holdLock(file, 300);
  const store = openSqliteStore(file);
  expect(await store.count()).toBe(0);
  await store.close();
});

describe('finds through an index what it needs', () => {
  test.each(Object.entries(STATEMENTS))('to %s', async (_name, sql) => {
    const store = openSqliteStore(file);
    const db = new Database(file);
    const names = [...sql.matchAll(/:(\w+)/g)].map(([, name]) => name);
    const values = sql.includes(':')
      ? [Object.fromEntries(names.map((name) => [name, 1]))]
      : [...sql.matchAll(/\?/g)].map(() => 1);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
    const steps = plan.map(({ detail }) => detail);
    expect(steps.filter((step) => /^SCAN/.test(step))).toEqual([]);
    // Only what adds a row has nothing to look for.
    if (!sql.startsWith('INSERT')) {
      expect(steps.join('\n')).toMatch(/^SEARCH \w+ USING (\w+ )*(INDEX|PRIMARY KEY)/m);
    }
    if (sql.includes('LIMIT')) {
      expect(steps.join('\n')).toMatch(/SEARCH \w+ USING (COVERING )?INDEX \w+_by_end/);
    }
    db.close();
    await store.close();
  });
});
