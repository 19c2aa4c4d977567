import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Codes of file systems and folders for which this cannot be done, as opposed to having failed. */
const UNSUPPORTED = new Set([
  'EINVAL',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EACCES',
  'EPERM',
  'EISDIR',
]);

/** Flushes the content of a file, or the names in a folder, to the disk, if the system supports it. */
export function sync(path: string): void {
  let handle: number | undefined;
  try {
    handle = openSync(path, 'r');
    fsyncSync(handle);
  } catch (error) {
    if (!UNSUPPORTED.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
