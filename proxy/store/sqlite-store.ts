import { chmodSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { SessionRecord, SessionStore } from './session-store.ts';

const SCHEMA_VERSION = 1;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sessions (
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
  CREATE TABLE IF NOT EXISTS heartbeat (id INTEGER PRIMARY KEY CHECK (id = 1), beat INTEGER NOT NULL);
`;

interface Row {
  id_hash: Buffer;
  version: number;
  signed_in_at: number;
  refresh_token_at: number;
  ends_at: number;
  sealed_tokens: Buffer | null;
}

/** The row of a record, by column name. */
function toRow(record: SessionRecord): Row {
  return {
    id_hash: record.idHash,
    version: record.version,
    signed_in_at: record.signedInAt,
    refresh_token_at: record.refreshTokenAt,
    ends_at: record.endsAt,
    sealed_tokens: record.sealedTokens,
  };
}

/**
 * Sessions in one SQLite file, for one proxy process. A write is on the disk before it is answered
 * (WAL, `synchronous=FULL`): a rotated refresh token must survive a power cut.
 * @throws if the file cannot be opened, or was written by a newer version.
 */
export function openSqliteStore(file: string): SessionStore {
  const db = new Database(file);
  chmodSync(file, 0o600);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 2000');
  const found = db.pragma('user_version', { simple: true }) as number;
  if (found > SCHEMA_VERSION) {
    db.close();
    throw new Error(`schema version ${found} is newer than ${SCHEMA_VERSION}`);
  }
  db.exec(SCHEMA);
  db.pragma(`user_version = ${SCHEMA_VERSION}`);

  const select = db.prepare<[Buffer], Row>('SELECT * FROM sessions WHERE id_hash = ?');
  const insert = db.prepare<[Row]>(
    `INSERT INTO sessions VALUES
       (:id_hash, :version, :signed_in_at, :refresh_token_at, :ends_at, :sealed_tokens)`,
  );
  const update = db.prepare<[Row]>(
    `UPDATE sessions SET version = :version, signed_in_at = :signed_in_at,
       refresh_token_at = :refresh_token_at, ends_at = :ends_at, sealed_tokens = :sealed_tokens
     WHERE id_hash = :id_hash AND version = :version - 1`,
  );
  const remove = db.prepare<[Buffer]>('DELETE FROM sessions WHERE id_hash = ?');
  const spend = db.prepare<[Buffer, number]>(
    'INSERT OR IGNORE INTO spent_transactions VALUES (?, ?)',
  );
  const removeEndedSessions = db.prepare<[number, number]>(
    'DELETE FROM sessions WHERE id_hash IN (SELECT id_hash FROM sessions WHERE ends_at < ? LIMIT ?)',
  );
  const removeSpent = db.prepare<[number, number]>(
    `DELETE FROM spent_transactions WHERE transaction_hash IN
       (SELECT transaction_hash FROM spent_transactions WHERE until < ? LIMIT ?)`,
  );
  const beat = db.prepare(
    'INSERT INTO heartbeat VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET beat = beat + 1',
  );

  return {
    async read(idHash) {
      const row = select.get(idHash);
      return (
        row && {
          idHash: row.id_hash,
          version: row.version,
          signedInAt: row.signed_in_at,
          refreshTokenAt: row.refresh_token_at,
          endsAt: row.ends_at,
          sealedTokens: row.sealed_tokens,
        }
      );
    },
    async insert(record) {
      insert.run(toRow(record));
    },
    async replace(record) {
      return update.run(toRow(record)).changes === 1;
    },
    async remove(idHash) {
      remove.run(idHash);
    },
    async spend(transactionHash, until) {
      return spend.run(transactionHash, until).changes === 1;
    },
    async removeEnded(now, limit) {
      return removeEndedSessions.run(now, limit).changes + removeSpent.run(now, limit).changes;
    },
    async check() {
      beat.run();
    },
    async close() {
      db.close();
    },
  };
}
