import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, sessionKeys } from '../settings/rules.ts';
import { SettingsError } from '../settings/settings.ts';

function keyFileError(problem: string): SettingsError {
  return new SettingsError([{ name: 'DATA_DIR', problem, example: './data' }]);
}

/**
 * The 32-byte keys kept in the data folder, newest first; the first start makes one (file mode 0600).
 * @throws {SettingsError} if the file holds anything but keys, or cannot be read or written.
 */
export function loadOrCreateKeys(dataDir: string, randomBytes: (size: number) => Buffer): Buffer[] {
  const file = join(dataDir, 'session-keys');
  try {
    const keys = sessionKeys(readFileSync(file, 'utf8').trim());
    chmodSync(file, 0o600);
    return keys;
  } catch (error) {
    if (error instanceof Fault) {
      throw keyFileError(
        `holds a file session-keys that cannot be used, it ${error.message}: restore it, or move it aside to start with nobody signed in`,
      );
    }
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw keyFileError('holds a file session-keys that this user cannot read');
    }
  }
  const key = randomBytes(32);
  try {
    writeFileSync(file, `${key.toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch {
    throw keyFileError('takes no new file session-keys');
  }
  return [key];
}
