import { existsSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { restrictToOwner } from '../files/restrict-to-owner.ts';
import type { SessionRecord, SessionStore } from './session-store.ts';
import { type Read, readTogether } from './sqlite-reads.ts';

/** Each migrates the schema to the next version; a new file goes through all of them. */
const MIGRATIONS = [
  `CREATE TABLE IF NOT EXISTS sessions (
     id_hash BLOB PRIMARY KEY,
     version INTEGER NOT NULL,
     signed_in_at INTEGER NOT NULL,
     refresh_token_at INTEGER NOT NULL,
     ends_at INTEGER NOT NULL,
     sealed_tokens BLOB
   ) WITHOUT ROWID;
   CREATE INDEX IF NOT EXISTS sessions_by_end ON sessions (ends_at);
   CREATE TABLE IF NOT EXISTS spent_transactions (
     transaction_hash BLOB PRIMARY KEY,
     until INTEGER NOT NULL
   ) WITHOUT ROWID;
   CREATE INDEX IF NOT EXISTS spent_transactions_by_end ON spent_transactions (until);
   CREATE TABLE IF NOT EXISTS heartbeat (id INTEGER PRIMARY KEY CHECK (id = 1), beat INTEGER NOT NULL);`,

  // SQLite would count a million rows one by one, so triggers keep the count.
  `ALTER TABLE sessions ADD COLUMN lease_until INTEGER;
   ALTER TABLE sessions ADD COLUMN in_doubt INTEGER NOT NULL DEFAULT 0;
   CREATE TABLE session_count (id INTEGER PRIMARY KEY CHECK (id = 1), sessions INTEGER NOT NULL);
   INSERT INTO session_count SELECT 1, count(*) FROM sessions;
   CREATE TRIGGER session_inserted AFTER INSERT ON sessions
     BEGIN UPDATE session_count SET sessions = sessions + 1; END;
   CREATE TRIGGER session_deleted AFTER DELETE ON sessions
     BEGIN UPDATE session_count SET sessions = sessions - 1; END;`,

  `CREATE TABLE unbound_owner (id INTEGER PRIMARY KEY CHECK (id = 1), binding BLOB NOT NULL);`,
];

/** The schema version that this program writes; it reads all earlier ones. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** The statements that serve requests; each finds its rows through an index. */
export const STATEMENTS = {
  read: 'SELECT * FROM sessions WHERE id_hash = ?',
  readVersion: 'SELECT version FROM sessions WHERE id_hash = ?',
  insert: `INSERT INTO sessions
    (id_hash, version, signed_in_at, refresh_token_at, ends_at, sealed_tokens, lease_until, in_doubt)
    VALUES (:id_hash, :version, :signed_in_at, :refresh_token_at, :ends_at, :sealed_tokens,
      :lease_until, :in_doubt)`,
  replace: `UPDATE sessions SET version = :version, signed_in_at = :signed_in_at,
      refresh_token_at = :refresh_token_at, ends_at = :ends_at, sealed_tokens = :sealed_tokens,
      lease_until = :lease_until, in_doubt = :in_doubt
    WHERE id_hash = :id_hash AND version = :version - 1`,
  remove: 'DELETE FROM sessions WHERE id_hash = ?',
  spend: 'INSERT OR IGNORE INTO spent_transactions VALUES (?, ?)',
  removeEnded: `DELETE FROM sessions WHERE id_hash IN
    (SELECT id_hash FROM sessions WHERE ends_at < ? LIMIT ?)`,
  removeSpent: `DELETE FROM spent_transactions WHERE transaction_hash IN
    (SELECT transaction_hash FROM spent_transactions WHERE until < ? LIMIT ?)`,
  count: 'SELECT sessions FROM session_count WHERE id = 1',
  readOwner: 'SELECT binding FROM unbound_owner WHERE id = 1',
  claim: 'INSERT OR IGNORE INTO unbound_owner VALUES (1, ?)',
  check: 'INSERT INTO heartbeat VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET beat = beat + 1',
} as const;

/** How long a write waits for the write of another process. It blocks the event loop. */
const BUSY_TIMEOUT_MS = 2_000;

const WAL_RETRY_MS = 20;

interface Row {
  id_hash: Buffer;
  version: number;
  signed_in_at: number;
  refresh_token_at: number;
  ends_at: number;
  sealed_tokens: Buffer | null;
  lease_until: number | null;
  in_doubt: 0 | 1;
}

export function toRow(record: SessionRecord): Row {
  return {
    id_hash: record.idHash,
    version: record.version,
    signed_in_at: record.signedInAt,
    refresh_token_at: record.refreshTokenAt,
    ends_at: record.endsAt,
    sealed_tokens: record.sealedTokens,
    lease_until: record.leaseUntil,
    in_doubt: record.inDoubt ? 1 : 0,
  };
}

function toRecord(row: Row): SessionRecord {
  return {
    idHash: row.id_hash,
    version: row.version,
    signedInAt: row.signed_in_at,
    refreshTokenAt: row.refresh_token_at,
    endsAt: row.ends_at,
    sealedTokens: row.sealed_tokens,
    leaseUntil: row.lease_until,
    inDoubt: row.in_doubt === 1,
  };
}

function claimMarkerOf(file: string): string {
  return `${file}.bound`;
}

/**
 * Marks that the sessions of version 0.1.0 in a store were claimed by a configuration. A copy of a 0.1.0 store that
 * is put in its place later then cannot be claimed by the configuration of that later time.
 */
export function writeClaimMarker(file: string): void {
  writeFileSync(
    claimMarkerOf(file),
    'The sessions beside this file belong to one platform and one client. Keep this file with them.\n',
    { mode: 0o600, flush: true },
  );
}

/** Allows the next start to claim the sessions of version 0.1.0 in the store. */
export function removeClaimMarker(file: string): void {
  rmSync(claimMarkerOf(file), { force: true });
}

/** The file was written by a newer version of the proxy. */
export class NewerSchemaError extends Error {}

/** @throws {NewerSchemaError} */
function migrate(db: Database.Database): void {
  const version = () => db.pragma('user_version', { simple: true }) as number;
  const newest = SCHEMA_VERSION;
  if (version() > newest) {
    throw new NewerSchemaError(`schema version ${version()} is newer than ${newest}`);
  }
  if (version() === newest) return;
  // Immediate, so that of two processes that start at the same time the second one finds the work done.
  const migrateAll = db.transaction(() => {
    for (const sql of MIGRATIONS.slice(version())) db.exec(sql);
    db.pragma(`user_version = ${newest}`);
  });
  migrateAll.immediate();
}

/**
 * Switches a file to WAL for good. Of two processes that start with a new file, one finds it locked. SQLite does not
 * apply its busy timeout to this lock, to rule out a deadlock, so the retries are made here.
 */
function switchToWal(db: Database.Database): void {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== 'SQLITE_BUSY' || performance.now() >= deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAL_RETRY_MS);
    }
  }
}

/**
 * A session store in one SQLite file, which several processes of one machine may share. A write resolves when it is
 * on the disk (WAL, `synchronous=FULL`), since a rotated refresh token must survive a power cut.
 * @param onWarning receives a sentence for the operator if other users may read the file
 * @throws {NewerSchemaError} or an error of SQLite
 */
export function openSqliteStore(
  file: string,
  onWarning: (sentence: string) => void = () => {},
): SessionStore {
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    const warning = restrictToOwner(file);
    if (warning) onWarning(warning);
    switchToWal(db);
    db.pragma('synchronous = FULL');
    // A checkpoint blocks the event loop. With 100 pages it takes a few milliseconds, even with a million sessions.
    db.pragma('wal_autocheckpoint = 100');
    migrate(db);
  } catch (error) {
    db.close();
    throw error;
  }

  const read = db.prepare<[Buffer], Row>(STATEMENTS.read);
  const readVersion = db.prepare<[Buffer], number>(STATEMENTS.readVersion).pluck();
  const insert = db.prepare<[Row]>(STATEMENTS.insert);
  const replace = db.prepare<[Row]>(STATEMENTS.replace);
  const remove = db.prepare<[Buffer]>(STATEMENTS.remove);
  const spend = db.prepare<[Buffer, number]>(STATEMENTS.spend);
  const removeEnded = db.prepare<[number, number]>(STATEMENTS.removeEnded);
  const removeSpent = db.prepare<[number, number]>(STATEMENTS.removeSpent);
  const count = db.prepare<[], { sessions: number }>(STATEMENTS.count);
  const readOwner = db.prepare<[], Buffer>(STATEMENTS.readOwner).pluck();
  const claim = db.prepare<[Buffer]>(STATEMENTS.claim);
  const check = db.prepare(STATEMENTS.check);

  const readRecord = ({ idHash, known }: Read) => {
    // Each version is written once, and reading the whole row takes twice as long as reading its version.
    if (known && readVersion.get(idHash) === known.version) return known;
    const row = read.get(idHash);
    return row && toRecord(row);
  };

  return {
    kind: 'SQLite',

    read: readTogether(db, readRecord),
    async insert(record) {
      insert.run(toRow(record));
    },
    async replace(record) {
      return replace.run(toRow(record)).changes === 1;
    },
    async remove(idHash) {
      remove.run(idHash);
    },
    async spend(transactionHash, until) {
      return spend.run(transactionHash, until).changes === 1;
    },
    async removeEnded(now, limit) {
      return removeEnded.run(now, limit).changes + removeSpent.run(now, limit).changes;
    },
    async count() {
      return count.get()?.sessions ?? 0;
    },
    async claimUnbound(binding) {
      const marker = claimMarkerOf(file);
      // A store without an owner beside a marker is an old copy, and its owner is unknown.
      if (!readOwner.get()) claim.run(existsSync(marker) ? Buffer.alloc(0) : binding);
      if (!existsSync(marker)) writeClaimMarker(file);
      return readOwner.get() ?? Buffer.alloc(0);
    },
    async check() {
      check.run();
    },
    async close() {
      db.close();
    },
  };
}
