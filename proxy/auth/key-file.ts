import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../config/config.ts';
import { InvalidValueError, sessionKeys } from '../config/value-rules.ts';
import { FileDraft } from '../files/file-draft.ts';
import { restrictToOwner } from '../files/restrict-to-owner.ts';

export function keyFilePath(dataDir: string): string {
  return join(dataDir, 'session-keys');
}

/**
 * The 32-byte keys in the data folder, newest first; the first start creates one (file mode 0600). A file that is
 * provided, such as a mounted secret, may be read-only and belong to another user.
 * @param onWarning receives a sentence for the operator if other users may read the file
 * @throws {ConfigError} if the file holds anything but keys, or cannot be read or created
 */
export function loadOrCreateKeys(
  dataDir: string,
  randomBytes: (size: number) => Buffer,
  onWarning: (sentence: string) => void = () => {},
): Buffer[] {
  const keys = loadKeys(dataDir) ?? createKey(dataDir, randomBytes);
  const warning = restrictToOwner(keyFilePath(dataDir));
  if (warning) onWarning(warning);
  return keys;
}

/**
 * The keys in the data folder, newest first; undefined if there is no key file.
 * @throws {ConfigError} if the file holds anything but keys, or cannot be read
 */
export function loadKeys(dataDir: string): Buffer[] | undefined {
  try {
    return sessionKeys(readFileSync(keyFilePath(dataDir), 'utf8').trim());
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

/** The text of a key file: base64url, comma-separated. */
export function encodeKeys(keys: readonly Buffer[]): string {
  return `${keys.map((key) => key.toString('base64url')).join(',')}\n`;
}

/** Of two proxies that start at the same time, the second one uses the key of the first. */
function createKey(dataDir: string, randomBytes: (size: number) => Buffer): Buffer[] {
  const key = randomBytes(32);
  let draft: FileDraft | undefined;
  try {
    draft = new FileDraft(keyFilePath(dataDir));
    draft.write(encodeKeys([key]));
    draft.create();
    return [key];
  } catch (error) {
    const keys = (error as NodeJS.ErrnoException).code === 'EEXIST' ? loadKeys(dataDir) : undefined;
    if (keys) return keys;
    throw keyFileError('takes no new file session-keys');
  } finally {
    draft?.discard();
  }
}

function keyFileError(problem: string): ConfigError {
  return new ConfigError([{ name: 'DATA_DIR', problem, example: './data' }]);
}
