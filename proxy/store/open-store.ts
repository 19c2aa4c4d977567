import { accessSync, constants, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Config } from '../config/config.ts';
import { dataDirError } from '../config/data-dir.ts';
import { restrictToOwner } from '../files/restrict-to-owner.ts';
import type { RedisReports } from './redis-connection.ts';
import type { SessionStore } from './session-store.ts';
import { NewerSchemaError, openSqliteStore } from './sqlite-store.ts';

/** The store that `STORE_URL=sqlite:` names. */
export function storeFilePath(dataDir: string): string {
  return join(dataDir, 'sessions.sqlite');
}

/**
 * Opens the session store that `STORE_URL` names; `sqlite:` is a file in the data folder. A Redis server that cannot
 * be reached yet is no error.
 * @throws {ConfigError} naming `DATA_DIR` if the file is not a session store, or this user may not use it
 */
export async function openStore(
  { storeUrl, dataDir }: Pick<Config, 'storeUrl' | 'dataDir'>,
  reports: RedisReports,
): Promise<SessionStore> {
  if (storeUrl !== 'sqlite:') {
    // Imported only when needed: loading the Redis client takes a tenth of a second.
    const { openRedisStore } = await import('./redis-store.ts');
    return openRedisStore(storeUrl, reports);
  }
  const file = storeFilePath(dataDir);
  requireAccess(file);
  try {
    return openSqliteStore(file, reports.onWarning);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    throw dataDirError(
      `holds a sessions.sqlite that cannot be opened (${reason}): ${remedyOf(error)}`,
    );
  }
}

/** SQLite's errors do not distinguish a file without access from a missing one. */
function requireAccess(file: string): void {
  for (const name of [file, `${file}-wal`, `${file}-shm`]) {
    if (!existsSync(name) || mayUse(name)) continue;
    // The mode of a file that this user owns can be corrected.
    restrictToOwner(name);
    if (mayUse(name)) continue;
    throw dataDirError(
      `holds ${basename(name)}, which user ${process.getuid?.()} may not read and write: give this user access to every sessions.sqlite file`,
    );
  }
}

function mayUse(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function remedyOf(error: unknown): string {
  if (error instanceof NewerSchemaError) {
    return 'a newer version wrote it, so update the proxy, or restore the backup from before the update';
  }
  const { code = '' } = error as { code?: string };
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) {
    return 'restore it, or move it aside to start with nobody signed in';
  }
  if (/^SQLITE_BUSY/.test(code)) return 'another program locks it, so stop that program';
  return 'check the disk, and what this user may do there';
}
