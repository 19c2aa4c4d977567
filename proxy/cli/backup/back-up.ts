import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { encodeKeys } from '../../auth/key-file.ts';
import { BackupError, reasonOf } from './backup-error.ts';
import { type Contents, readContents } from './contents.ts';
import { createFile } from './create-file.ts';

/** Every page at once: copied in parts, the copy would begin anew with each write of the proxy. */
const ALL_PAGES = 0x7fff_ffff;

/**
 * Copies a session store while proxies use it, as it is at one moment, into one new file (mode 0600), and looks
 * through the copy.
 * @throws {BackupError} where there is no store, or no new file can be made of it.
 */
export async function backUpStore(store: string, target: string): Promise<Contents> {
  if (!existsSync(store)) {
    throw new BackupError(`${store} is not there: set DATA_DIR to the folder that the proxy uses.`);
  }
  let contents: Contents | undefined;
  await createFile(target, async (draft) => {
    await copy(store, draft);
    const db = new Database(draft);
    try {
      // One file, without the log beside it that a store in use has.
      db.pragma('journal_mode = DELETE');
      contents = readContents(db, 'The copy');
    } finally {
      db.close();
    }
  });
  if (!contents) throw new Error('the draft was not written');
  return contents;
}

async function copy(store: string, draft: string): Promise<void> {
  let db: Database.Database | undefined;
  try {
    db = new Database(store, { readonly: true, fileMustExist: true });
    await db.backup(draft, { progress: () => ALL_PAGES });
  } catch (error) {
    throw new BackupError(`${store} cannot be copied (${reasonOf(error)}).`);
  } finally {
    db?.close();
  }
}

/**
 * Copies the keys into a new file (mode 0600); one that holds them already is left as it is.
 * @throws {BackupError} where no new file can be made.
 */
export async function backUpKeys(keys: readonly Buffer[], target: string): Promise<void> {
  const text = encodeKeys(keys);
  if (holds(target, text)) return;
  await createFile(target, async (draft) => writeFileSync(draft, text, { flush: true }));
}

function holds(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}
