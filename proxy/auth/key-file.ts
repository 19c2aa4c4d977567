import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../config/config.ts';
import { InvalidValueError, sessionKeys } from '../config/value-rules.ts';
import { linkOrCopy } from '../files/link-or-copy.ts';
import { restrictToOwner } from '../files/restrict.ts';

function keyFileError(problem: string): ConfigError {
  return new ConfigError([{ name: 'DATA_DIR', problem, example: './data' }]);
}

/**
 * The 32-byte keys kept in the data folder, newest first; the first start makes one (file mode 0600). A file that is
 * provided, such as a mounted secret, may be read-only and belong to another user.
 * @param onWarning called with a sentence for the operator where others may read the file
 * @throws {ConfigError} if the file holds anything but keys, or cannot be read or written.
 */
export function loadOrCreateKeys(
  dataDir: string,
  randomBytes: (size: number) => Buffer,
  onWarning: (sentence: string) => void = () => {},
): Buffer[] {
  const file = keyFileIn(dataDir);
  const keys = readKeys(file) ?? createKey(file, randomBytes);
  const warning = restrictToOwner(file);
  if (warning) onWarning(warning);
  return keys;
}

/** Where the keys are kept. */
export function keyFileIn(dataDir: string): string {
  return join(dataDir, 'session-keys');
}

/**
 * The keys kept in the data folder, newest first; undefined where there are none yet.
 * @throws {ConfigError} if the file holds anything but keys, or cannot be read.
 */
export function loadKeys(dataDir: string): Buffer[] | undefined {
  return readKeys(keyFileIn(dataDir));
}

/** The text of a file of keys, as {@link sessionKeys} reads it. */
export function encodeKeys(keys: readonly Buffer[]): string {
  return `${keys.map((key) => key.toString('base64url')).join(',')}\n`;
}

/** Undefined where there is no such file. */
function readKeys(file: string): Buffer[] | undefined {
  try {
    return sessionKeys(readFileSync(file, 'utf8').trim());
  } catch (error) {
    if (error instanceof InvalidValueError) {
      throw keyFileError(
        `holds a file session-keys that cannot be used, it ${error.message}: restore it, or move it aside to start with nobody signed in`,
      );
    }
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw keyFileError(
      `holds session-keys, which user ${process.getuid?.()} may not read: give this user access to it`,
    );
  }
}

/** Writes a key whole or not at all; of two proxies that start at the same time, the second takes the first one's. */
function createKey(file: string, randomBytes: (size: number) => Buffer): Buffer[] {
  const key = randomBytes(32);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, encodeKeys([key]), {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
    linkOrCopy(draft, file);
    return [key];
  } catch (error) {
    const keys = (error as NodeJS.ErrnoException).code === 'EEXIST' ? readKeys(file) : undefined;
    if (keys) return keys;
    throw keyFileError('takes no new file session-keys');
  } finally {
    rmSync(draft, { force: true });
  }
}
