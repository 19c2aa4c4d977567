import Database from 'better-sqlite3';
import type { SessionRecord } from '../../../proxy/store/session-store.ts';

const HOUR = 3_600_000;

/** A record that ends in an hour; each number is another session. */
export function recordOf(number: number, changes: Partial<SessionRecord> = {}): SessionRecord {
  const now = Date.now();
  return {
    idHash: hashOf(number),
    version: 1,
    signedInAt: now - 2_000,
    refreshTokenAt: now - 1_000,
    endsAt: now + HOUR,
    sealedTokens: Buffer.from('sealed'),
    leaseUntil: null,
    inDoubt: false,
    ...changes,
  };
}

/** 32 bytes, other ones for each number. */
export function hashOf(number: number): Buffer {
  const hash = Buffer.alloc(32, 0xa5);
  hash.writeUInt32BE(number);
  return hash;
}

/** The first column of the first row that a query finds in a SQLite file. */
export function valueIn(file: string, sql: string): unknown {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare(sql).pluck().get();
  } finally {
    db.close();
  }
}
