import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { emptyFolder } from '../folders/empty-folder.ts';

const DATABASE = fileURLToPath(new URL('sessions.sqlite', import.meta.url));

const IDLE_MS = 30 * 86_400_000;

/** Creates a data folder of a proxy of version 0.1.0, in which somebody has signed in a moment ago. */
export function dataFolderOfVersion010(): string {
  const folder = emptyFolder();
  const file = join(folder, 'sessions.sqlite');
  copyFileSync(DATABASE, file);
  const database = new Database(file);
  const now = Date.now();
  database
    .prepare('UPDATE sessions SET signed_in_at = ?, refresh_token_at = ?, ends_at = ?')
    .run(now, now, now + IDLE_MS);
  database.close();
  return folder;
}
