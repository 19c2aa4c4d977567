import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { encodeKeys } from '../../auth/key-file.ts';
import { FileDraft } from '../../files/file-draft.ts';
import { CommandError, reasonOf } from '../command-error.ts';
import { readContents, type StoreContents } from './store-contents.ts';

/** A copy in several steps would start again with each write of the proxy. */
const ALL_PAGES = 0x7fff_ffff;

/**
 * Copies a session store that proxies may use meanwhile into one new file (mode 0600), and verifies the copy.
 * @throws {CommandError} if there is no store, or the copy is damaged, or the file exists or cannot be written
 */
export async function backUpStore(store: string, target: string): Promise<StoreContents> {
  if (!existsSync(store)) {
    throw new CommandError(
      `${store} is not there: set DATA_DIR to the folder that the proxy uses.`,
    );
  }
  return createFile(target, async ({ path }) => {
    await copy(store, path);
    const db = new Database(path);
    try {
      // Moves the write-ahead log into the file.
      db.pragma('journal_mode = DELETE');
      return readContents(db, 'The copy');
    } finally {
      db.close();
    }
  });
}

async function copy(store: string, target: string): Promise<void> {
  let db: Database.Database | undefined;
  try {
    db = new Database(store, { readonly: true, fileMustExist: true });
    await db.backup(target, { progress: () => ALL_PAGES });
  } catch (error) {
    throw new CommandError(`${store} cannot be copied (${reasonOf(error)}).`);
  } finally {
    db?.close();
  }
}

/**
 * Copies the keys into a new file (mode 0600). A file that holds exactly these keys is left as it is.
 * @throws {CommandError} if the file exists otherwise or cannot be written
 */
export async function backUpKeys(keys: readonly Buffer[], target: string): Promise<void> {
  const text = encodeKeys(keys);
  if (hasContent(target, text)) return;
  await createFile(target, (draft) => draft.write(text));
}

function hasContent(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}

async function createFile<T>(file: string, write: (draft: FileDraft) => Promise<T> | T) {
  let draft: FileDraft | undefined;
  try {
    // An existing file is found before the work is done, and again when the draft gets its name.
    if (existsSync(file)) throw Object.assign(new Error(), { code: 'EEXIST' });
    draft = new FileDraft(file);
    const result = await write(draft);
    draft.create();
    return result;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const problems: Readonly<Record<string, string>> = {
      EEXIST: `${file} is there already: name another file, or move that one aside.`,
      ENOENT: `${dirname(file)} is not there: make that folder first.`,
    };
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new CommandError(problems[code] ?? `${file} cannot be written (${reasonOf(error)}).`);
  } finally {
    draft?.discard();
  }
}
