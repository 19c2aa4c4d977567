import { closeSync, existsSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { linkOrCopy } from '../../files/link-or-copy.ts';
import { BackupError, reasonOf } from './backup-error.ts';

/** Files that SQLite keeps beside a store in use. */
const COMPANIONS = ['-wal', '-shm'];

/**
 * A store that nobody uses, and that nobody can begin to use until {@link release}. It may be damaged, or not
 * there at all.
 */
export class LockedStore {
  readonly #file: string;
  readonly #lock: Database.Database | undefined;

  private constructor(file: string, lock: Database.Database | undefined) {
    this.#file = file;
    this.#lock = lock;
  }

  /** @throws {BackupError} while a proxy uses the store. */
  static hold(file: string): LockedStore {
    if (!existsSync(file) || !isDatabase(file)) return new LockedStore(file, undefined);
    const db = new Database(file, { timeout: 0 });
    try {
      // Every connection of a proxy stands in the way of this, also while it does nothing.
      db.pragma('journal_mode = DELETE');
      db.exec('BEGIN EXCLUSIVE');
      return new LockedStore(file, db);
    } catch (error) {
      db.close();
      const { code = '' } = error as { code?: string };
      if (code.startsWith('SQLITE_BUSY')) {
        throw new BackupError(`A proxy uses ${file}: stop it first.`);
      }
      // Too damaged to be held, and so for a proxy to start on.
      if (code.startsWith('SQLITE_CORRUPT')) return new LockedStore(file, undefined);
      throw new BackupError(`${file} cannot be locked (${reasonOf(error)}).`);
    }
  }

  /** Puts another file in its place, and keeps what was there under the name `aside`; says whether there was anything. */
  replaceBy(other: string, aside: string): boolean {
    const wasThere = existsSync(this.#file);
    if (wasThere) linkOrCopy(this.#file, aside);
    for (const companion of COMPANIONS) {
      if (!existsSync(this.#file + companion)) continue;
      if (companion === '-wal') renameSync(this.#file + companion, aside + companion);
      else rmSync(this.#file + companion);
    }
    renameSync(other, this.#file);
    return wasThere;
  }

  release(): void {
    this.#lock?.close();
  }
}

/** Opened as a database, a file that is none would lose the log beside it. */
function isDatabase(file: string): boolean {
  const head = Buffer.alloc(16);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, head);
  } finally {
    closeSync(handle);
  }
  return head.toString('latin1') === 'SQLite format 3\0';
}
