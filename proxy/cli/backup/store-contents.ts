import type Database from 'better-sqlite3';
import { FINGERPRINT_LENGTH, type MasterKey } from '../../auth/master-keys.ts';
import { SCHEMA_VERSION, STATEMENTS } from '../../store/sqlite-store.ts';
import { CommandError, reasonOf } from '../command-error.ts';

export interface StoreContents {
  /** Number of signed-in sessions, ended ones included. */
  readonly sessions: number;
  /** Number of these sessions by the hexadecimal fingerprint of the master key that sealed them. */
  readonly sealedBy: ReadonlyMap<string, number>;
  /** Whether the store records to which platform and client its sessions of version 0.1.0 belong. */
  readonly hasOwner: boolean;
}

/**
 * Reads a whole store and checks its integrity.
 * @param file its name in errors
 * @throws {CommandError} if it is damaged, not a session store, or from a newer version
 */
export function readContents(db: Database.Database, file: string): StoreContents {
  try {
    return readAll(db, file);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file} is no whole session store (${reasonOf(error)}).`);
  }
}

function readAll(db: Database.Database, file: string): StoreContents {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > SCHEMA_VERSION) {
    throw new CommandError(
      `${file} comes from a newer version of Balance Companion (schema ${version}, this one knows ${SCHEMA_VERSION}): use that version.`,
    );
  }
  const damage = db.pragma('integrity_check(1)', { simple: true });
  if (damage !== 'ok') throw new CommandError(`${file} is damaged (${damage}).`);
  const rows = db
    .prepare<[], { sealed_by: string; sessions: number }>(
      `SELECT hex(substr(sealed_tokens, 1, ${FINGERPRINT_LENGTH})) AS sealed_by, count(*) AS sessions
        FROM sessions WHERE sealed_tokens IS NOT NULL GROUP BY 1`,
    )
    .all();
  const sealedBy = new Map(rows.map((row) => [row.sealed_by.toLowerCase(), row.sessions]));
  const sessions = rows.reduce((sum, row) => sum + row.sessions, 0);
  return { sessions, sealedBy, hasOwner: hasOwner(db) };
}

function hasOwner(db: Database.Database): boolean {
  const table = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'unbound_owner'").get();
  return table !== undefined && db.prepare(STATEMENTS.readOwner).get() !== undefined;
}

/** Number of sessions that were sealed with one of these keys. */
export function countOpened({ sealedBy }: StoreContents, keys: readonly MasterKey[]): number {
  const counts = keys.map(({ fingerprint }) => sealedBy.get(fingerprint.toString('hex')) ?? 0);
  return counts.reduce((sum, count) => sum + count, 0);
}
