import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Codes by which a file system says that it cannot do this, not that it failed. */
const UNSUPPORTED = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Has the content of a file, or the names in a folder, outlive a power cut; as far as the file system can. */
export function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } catch (error) {
    if (!UNSUPPORTED.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    closeSync(handle);
  }
}
