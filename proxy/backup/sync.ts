import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Has the content of a file, or the names in a folder, outlive a power cut. */
export function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
