import { closeSync, existsSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { linkOrCopy } from '../../files/link-or-copy.ts';
import { CommandError, reasonOf } from '../command-error.ts';

/** A store that no proxy uses and that is locked until {@link release}. It may be damaged, or missing. */
export class LockedStore {
  readonly #file: string;
  readonly #lock: Database.Database | undefined;

  private constructor(file: string, lock: Database.Database | undefined) {
    this.#file = file;
    this.#lock = lock;
  }

  /** @throws {CommandError} while a proxy uses the store */
  static lock(file: string): LockedStore {
    if (!existsSync(file) || !isDatabase(file)) return new LockedStore(file, undefined);
    const db = new Database(file, { timeout: 0 });
    try {
      // Fails while a proxy has the store open, even an idle one.
      db.pragma('journal_mode = DELETE');
      db.exec('BEGIN EXCLUSIVE');
      return new LockedStore(file, db);
    } catch (error) {
      db.close();
      const { code = '' } = error as { code?: string };
      if (code.startsWith('SQLITE_BUSY')) {
        throw new CommandError(`A proxy uses ${file}: stop it first.`);
      }
      // A store this damaged cannot be locked, and no proxy can start with it.
      if (code.startsWith('SQLITE_CORRUPT')) return new LockedStore(file, undefined);
      throw new CommandError(`${file} cannot be locked (${reasonOf(error)}).`);
    }
  }

  /**
   * Puts another file in its place and keeps the old store under the name `aside`.
   * @returns whether there was an old store
   */
  replaceBy(other: string, aside: string): boolean {
    const existed = existsSync(this.#file);
    if (existed) linkOrCopy(this.#file, aside);
    if (existsSync(`${this.#file}-wal`)) renameSync(`${this.#file}-wal`, `${aside}-wal`);
    rmSync(`${this.#file}-shm`, { force: true });
    renameSync(other, this.#file);
    return existed;
  }

  release(): void {
    this.#lock?.close();
  }
}

/** Checked first, since SQLite deletes the log beside a file that is not a database when it opens it. */
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
