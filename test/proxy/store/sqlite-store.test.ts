import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { SessionStore } from '../../../proxy/store/session-store.ts';
import {
  openSqliteStore,
  removeClaimMarker,
  STATEMENTS,
} from '../../../proxy/store/sqlite-store.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';
import { holdLock } from '../../support/session-stores/hold-lock.ts';
import { openAtOnce } from '../../support/session-stores/open-at-once.ts';
import { hashOf, recordOf, valueIn } from '../../support/session-stores/records.ts';

let file: string;

beforeEach(() => {
  file = join(emptyFolder(), 'sessions.sqlite');
});

/** Opens the file for the current test. */
function open(): SessionStore {
  const store = openSqliteStore(file);
  onTestFinished(() => store.close());
  return store;
}

/** Writes a store with schema version 1. */
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

test('the file has mode 0600 and uses WAL', async () => {
  const warnings: string[] = [];
  await openSqliteStore(file, (sentence) => warnings.push(sentence)).close();
  expect(warnings).toEqual([]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(valueIn(file, 'PRAGMA journal_mode')).toBe('wal');
});

test('removes ended sessions and spent transactions', async () => {
  const store = open();
  await store.insert(recordOf(12, { endsAt: 12 }));
  await store.insert(recordOf(13, { endsAt: 13 }));
  await store.spend(hashOf(3), 12);
  expect(await store.removeEnded(12, 100)).toBe(0);
  expect(await store.removeEnded(13, 100)).toBe(2);
  expect(await store.read(hashOf(13))).toBeDefined();
  expect(await store.spend(hashOf(3), 12)).toBe(true);
});

test('a record that is known already is not read again', async () => {
  const store = open();
  const record = recordOf(1);
  await store.insert(record);
  expect(await store.read(record.idHash, record)).toBe(record);
  const outdated = { ...record, version: 0 };
  expect(await store.read(record.idHash, outdated)).toEqual(record);
});

test('the reads of one turn see every write that came before its end, and a failed one fails alone', async () => {
  const store = open();
  const record = recordOf(1);
  await store.insert(record);
  const removed = store.read(hashOf(1));
  const added = store.read(hashOf(2));
  const failed = store.read({} as Buffer);
  const other = openSqliteStore(file);
  await other.remove(hashOf(1));
  await other.insert({ ...record, idHash: hashOf(2) });
  await other.close();
  await expect(failed).rejects.toThrow();
  expect(await removed).toBeUndefined();
  expect(await added).toEqual({ ...record, idHash: hashOf(2) });
});

test('the first claim stays, and a marker keeps an old copy of the store from being claimed', async () => {
  const [first, later, nobody] = [Buffer.from('first'), Buffer.from('later'), Buffer.alloc(0)];
  const marker = `${file}.bound`;
  const claim = async (binding: Buffer) => {
    const store = openSqliteStore(file);
    const owner = await store.claimUnbound(binding);
    await store.close();
    return owner;
  };
  expect(await claim(first)).toEqual(first);
  expect(statSync(marker).mode & 0o777).toBe(0o600);
  expect(readFileSync(marker, 'utf8')).toContain('Keep this file');
  writeFileSync(marker, 'kept');
  expect(await claim(later)).toEqual(first);
  expect(readFileSync(marker, 'utf8')).toBe('kept');
  rmSync(file);
  expect(await claim(later)).toEqual(nobody);
  rmSync(file);
  removeClaimMarker(file);
  removeClaimMarker(file);
  expect(await claim(later)).toEqual(later);
});

test('a store of the current version is opened although another process writes to it', async () => {
  await openSqliteStore(file).close();
  const db = new Database(file);
  onTestFinished(() => void db.close());
  db.exec('BEGIN IMMEDIATE');
  expect(await open().count()).toBe(0);
});

test('a store with a newer schema is not opened', async () => {
  await openSqliteStore(file).close();
  const db = new Database(file);
  db.pragma('user_version = 99');
  db.close();
  expect(() => openSqliteStore(file)).toThrow(/newer/);
});

test('a store with schema version 2 is migrated', async () => {
  const record = recordOf(1);
  await open().insert(record);
  const db = new Database(file);
  db.exec('DROP TABLE unbound_owner; PRAGMA user_version = 2');
  db.close();
  expect(await open().read(hashOf(1))).toEqual(record);
});

describe('a store with schema version 1', () => {
  test('is migrated with its sessions and spent transactions', async () => {
    writeFirstVersion(3);
    const store = open();
    expect(await store.count()).toBe(3);
    const times = { signedInAt: 1_000, refreshTokenAt: 2_000, endsAt: 3_000 };
    expect(await store.read(hashOf(1))).toEqual(recordOf(1, { version: 2, ...times }));
    const leased = { ...recordOf(1), version: 3, leaseUntil: 5_000, inDoubt: true };
    expect(await store.replace(leased)).toBe(true);
    expect(await store.read(hashOf(1))).toEqual(leased);
    expect(await store.spend(hashOf(100), 9_000)).toBe(false);
    await store.insert(recordOf(7));
    expect(await store.count()).toBe(4);
    expect(await store.removeEnded(4_000, 100)).toBe(2);
    expect(await store.count()).toBe(2);
  });

  test('is migrated once by concurrent processes', async () => {
    writeFirstVersion(3);
    expect(await openAtOnce(file, 4)).toEqual([3, 3, 3, 3]);
    const store = open();
    await store.remove(hashOf(0));
    expect(await store.count()).toBe(2);
  });
});

test('a new store is created once by concurrent processes', async () => {
  expect(await openAtOnce(file, 4)).toEqual([0, 0, 0, 0]);
});

test('a lock of another process is waited for', async () => {
  await holdLock(file, 300);
  const store = open();
  expect(await store.count()).toBe(0);
});

describe('every statement uses an index', () => {
  test.each(Object.entries(STATEMENTS))('%s', (_name, sql) => {
    open();
    const db = new Database(file);
    const names = [...sql.matchAll(/:(\w+)/g)].map(([, name]) => name);
    const values = sql.includes(':')
      ? [Object.fromEntries(names.map((name) => [name, 1]))]
      : [...sql.matchAll(/\?/g)].map(() => 1);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
    const steps = plan.map(({ detail }) => detail);
    expect(steps.filter((step) => /^SCAN/.test(step))).toEqual([]);
    // An INSERT has no rows to find.
    if (!sql.startsWith('INSERT')) {
      expect(steps.join('\n')).toMatch(/^SEARCH \w+ USING (\w+ )*(INDEX|PRIMARY KEY)/m);
    }
    if (sql.includes('LIMIT')) {
      expect(steps.join('\n')).toMatch(/SEARCH \w+ USING (COVERING )?INDEX \w+_by_end/);
    }
    db.close();
  });
});
