import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Settings, SettingsError } from '../settings/settings.ts';
import type { RedisReports } from './redis-connection.ts';
import type { SessionStore } from './session-store.ts';
import { openSqliteStore } from './sqlite-store.ts';

function dataDirError(problem: string): SettingsError {
  return new SettingsError([{ name: 'DATA_DIR', problem, example: './data' }]);
}

/**
 * Makes the data folder (mode 0700) where there is none yet, and checks that it can be written.
 * @throws {SettingsError} naming `DATA_DIR`.
 */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw dataDirError(`names ${resolve(dataDir)}, where this user cannot write`);
  }
}

/** Where the sessions are kept that `STORE_URL=sqlite:` means. */
export function storeFileIn(dataDir: string): string {
  return join(dataDir, 'sessions.sqlite');
}

/**
 * Opens the session store that `STORE_URL` names; `sqlite:` is a file in the data folder. A Redis that is away is
 * no error: the store answers as soon as it is there.
 * @throws {SettingsError} naming `DATA_DIR` where the file is no database of ours.
 */
export async function openStore(
  { storeUrl, dataDir }: Pick<Settings, 'storeUrl' | 'dataDir'>,
  reports: RedisReports,
): Promise<SessionStore> {
  if (storeUrl !== 'sqlite:') {
    // Loading its client takes a tenth of a second, which is for those who use it.
    const { openRedisStore } = await import('./redis-store.ts');
    return openRedisStore(storeUrl, reports);
  }
  try {
    return openSqliteStore(storeFileIn(dataDir));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    throw dataDirError(
      `holds a sessions.sqlite that cannot be opened (${reason}): restore it, or move it aside to start with nobody signed in`,
    );
  }
}
