import { chownSync, copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { encodeKeys, keyFilePath, loadKeys } from '../../auth/key-file.ts';
import { toMasterKeys } from '../../auth/master-keys.ts';
import type { StorageConfig } from '../../config/config.ts';
import { prepareDataDir } from '../../config/data-dir.ts';
import { FileDraft } from '../../files/file-draft.ts';
import { linkOrCopy } from '../../files/link-or-copy.ts';
import { restrictToOwner } from '../../files/restrict-to-owner.ts';
import { sync } from '../../files/sync.ts';
import { storeFilePath } from '../../store/open-store.ts';
import { removeClaimMarker, writeClaimMarker } from '../../store/sqlite-store.ts';
import { CommandError, reasonOf } from '../command-error.ts';
import { LockedStore } from './locked-store.ts';
import { countOpened, readContents, type StoreContents } from './store-contents.ts';

export interface RestoreOptions {
  config: StorageConfig;
  /** A copy of a store, made by `backUpStore` or by hand. */
  backup: string;
  /** The keys to restore; undefined keeps the current ones. */
  keys: readonly Buffer[] | undefined;
  /** Whether sessions in a backup of version 0.1.0 belong to the configuration of the next start. */
  samePlatform: boolean;
  /** The suffix of the names under which the replaced files are kept. */
  suffix: string;
}

/**
 * Replaces the session store by a backup, and the keys if some are given. The replaced files are kept. The new files
 * belong to the owner of the data folder, also when root restores them.
 * @returns the number of sessions, and of those that the keys open; whether the users have to sign in again, since
 * nothing says to which platform the sessions belong; the replaced files
 * @throws {CommandError} or a ConfigError; nothing has changed then
 */
export function restore({ config, backup, keys, samePlatform, suffix }: RestoreOptions) {
  const { dataDir, sessionKeys } = config;
  if (keys && sessionKeys) {
    throw new CommandError(
      'SESSION_KEYS is set and goes before a file of keys: put the keys in there.',
    );
  }
  prepareDataDir(dataDir);
  const store = storeFilePath(dataDir);
  const draft = `${store}.restoring`;
  removeDraft(draft);
  try {
    const contents = copyIn(backup, draft);
    const opened = requireKeys(contents, backup, keys ?? sessionKeys ?? loadKeys(dataDir));
    const lockedStore = LockedStore.lock(store);
    try {
      giveToOwner(draft, dataDir);
      const needsOwner = contents.sessions > 0 && !contents.hasOwner;
      const unowned = needsOwner && !samePlatform;
      if (unowned) writeClaimMarker(store);
      else if (needsOwner) removeClaimMarker(store);
      const aside = keys ? replaceKeys(dataDir, keys, suffix) : [];
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

/** Copies the backup into the data folder, verifies the copy and makes it a single file. */
function copyIn(backup: string, draft: string): StoreContents {
  try {
    copyFileSync(backup, draft);
    restrictToOwner(draft);
    // The log beside a store that was copied by hand may hold the last writes.
    if (existsSync(`${backup}-wal`)) copyFileSync(`${backup}-wal`, `${draft}-wal`);
  } catch (error) {
    throw new CommandError(`${backup} cannot be copied to ${dirname(draft)} (${reasonOf(error)}).`);
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

/**
 * Number of sessions that the keys open.
 * @throws {CommandError} if there are sessions and the keys open none of them
 */
function requireKeys(
  contents: StoreContents,
  backup: string,
  keys: readonly Buffer[] | undefined,
): number {
  const remedy = 'name the keys of that time with --keys FILE, or set SESSION_KEYS to them';
  if (!keys) throw new CommandError(`There are no keys for the sessions in ${backup}: ${remedy}.`);
  const opened = countOpened(contents, toMasterKeys(keys));
  if (opened > 0 || contents.sessions === 0) return opened;
  throw new CommandError(
    `None of the sessions in ${backup} opens with the keys at hand: ${remedy}.`,
  );
}

/** @returns the file in which the replaced keys are kept, if there were any */
function replaceKeys(dataDir: string, keys: readonly Buffer[], suffix: string): string[] {
  const file = keyFilePath(dataDir);
  const draft = new FileDraft(file);
  try {
    draft.write(encodeKeys(keys));
    giveToOwner(draft.path, dataDir);
    const existed = existsSync(file);
    if (existed) linkOrCopy(file, file + suffix);
    draft.replace();
    return existed ? [file + suffix] : [];
  } finally {
    draft.discard();
  }
}

/** Makes a file that root restores readable for the proxy's own user. */
function giveToOwner(file: string, dataDir: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dataDir);
  const now = statSync(file);
  if (now.uid !== uid || now.gid !== gid) chownSync(file, uid, gid);
}
