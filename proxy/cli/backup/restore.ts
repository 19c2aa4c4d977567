import {
  chownSync,
  copyFileSync,
  existsSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { encodeKeys, keyFileIn, loadKeys } from '../../auth/key-file.ts';
import { toMasterKeys } from '../../auth/master-keys.ts';
import type { StorageConfig } from '../../config/config.ts';
import { linkOrCopy } from '../../files/link-or-copy.ts';
import { restrictToOwner } from '../../files/restrict.ts';
import { sync } from '../../files/sync.ts';
import { prepareDataDir, storeFileIn } from '../../store/open-store.ts';
import { removeClaimMarker, writeClaimMarker } from '../../store/sqlite-store.ts';
import { BackupError, reasonOf } from './backup-error.ts';
import { type Contents, countOpened, readContents } from './contents.ts';
import { LockedStore } from './locked-store.ts';

export interface RestoreOptions {
  settings: StorageConfig;
  /** A copy of a store, made by `backUpStore` or by hand. */
  backup: string;
  /** The keys of that time; those that are in use, unless said. */
  keys: readonly Buffer[] | undefined;
  /** Whether sessions in a backup of version 0.1.0 belong to the configuration of the next start. */
  samePlatform: boolean;
  /** The end of the names under which what was there before is kept. */
  suffix: string;
}

export interface Restored {
  sessions: number;
  /** Those that the keys open. */
  opened: number;
  /** Whether they have to sign in again: nothing says to which platform they belong. */
  unowned: boolean;
  /** The files in which what was there before is kept. */
  aside: string[];
}

/**
 * Puts a backup in the place of the session store, and the keys that came with it in the place of the keys. What was
 * there before is kept beside it. The files are for the owner of the data folder alone, whoever restores them.
 * @throws {BackupError} or a ConfigError where anything is amiss; then all is as it was.
 */
export function restore(options: RestoreOptions): Restored {
  const { settings, backup, keys, samePlatform, suffix } = options;
  const { dataDir, sessionKeys } = settings;
  if (keys && sessionKeys) {
    throw new BackupError(
      'SESSION_KEYS is set and goes before a file of keys: put the keys in there.',
    );
  }
  prepareDataDir(dataDir);
  const store = storeFileIn(dataDir);
  const draft = `${store}.restoring`;
  removeDraft(draft);
  try {
    const contents = copyIn(backup, draft);
    const opened = requireKeys(contents, backup, keys ?? sessionKeys ?? loadKeys(dataDir));
    const lockedStore = LockedStore.hold(store);
    try {
      giveToOwner(draft, dataDir);
      const needsOwner = contents.sessions > 0 && !contents.hasOwner;
      const unowned = needsOwner && !samePlatform;
      if (unowned) writeClaimMarker(store);
      else if (needsOwner) removeClaimMarker(store);
      const aside: string[] = [];
      if (keys) aside.push(...replaceKeys(dataDir, keys, suffix));
      if (lockedStore.replaceBy(draft, store + suffix)) aside.push(store + suffix);
      sync(dataDir);
      return { sessions: contents.sessions, opened, unowned, aside };
    } finally {
      lockedStore.release();
    }
  } finally {
    removeDraft(draft);
  }
}

function removeDraft(draft: string): void {
  for (const file of [draft, `${draft}-wal`, `${draft}-shm`]) rmSync(file, { force: true });
}

/** Copies the backup into the data folder and looks through the copy, which is then one file in itself. */
function copyIn(backup: string, draft: string): Contents {
  try {
    copyFileSync(backup, draft);
    restrictToOwner(draft);
    // Beside a store that was copied by hand may be the last writes to it.
    if (existsSync(`${backup}-wal`)) copyFileSync(`${backup}-wal`, `${draft}-wal`);
  } catch (error) {
    throw new BackupError(`${backup} cannot be copied to ${dirname(draft)} (${reasonOf(error)}).`);
  }
  const db = new Database(draft);
  try {
    const contents = readContents(db, backup);
    db.pragma('journal_mode = DELETE');
    return contents;
  } finally {
    db.close();
    sync(draft);
  }
}

/** How many of the sessions the keys open; refuses where that is none of them. */
function requireKeys(
  contents: Contents,
  backup: string,
  keys: readonly Buffer[] | undefined,
): number {
  const remedy = 'name the keys of that time with --keys FILE, or set SESSION_KEYS to them';
  if (!keys) throw new BackupError(`There are no keys for the sessions in ${backup}: ${remedy}.`);
  const opened = countOpened(contents, toMasterKeys(keys));
  if (opened > 0 || contents.sessions === 0) return opened;
  throw new BackupError(
    `None of the sessions in ${backup} opens with the keys at hand: ${remedy}.`,
  );
}

/** Gives the file in which the keys from before are kept, where there were any. */
function replaceKeys(dataDir: string, keys: readonly Buffer[], suffix: string): string[] {
  const file = keyFileIn(dataDir);
  const draft = `${file}.restoring`;
  writeFileSync(draft, encodeKeys(keys), { mode: 0o600, flush: true });
  giveToOwner(draft, dataDir);
  const wasThere = existsSync(file);
  if (wasThere) linkOrCopy(file, file + suffix);
  renameSync(draft, file);
  return wasThere ? [file + suffix] : [];
}

/** What root restores must be readable for the proxy's own user. */
function giveToOwner(file: string, dataDir: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dataDir);
  const now = statSync(file);
  if (now.uid !== uid || now.gid !== gid) chownSync(file, uid, gid);
}
