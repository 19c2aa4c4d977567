import { chmodSync, statSync } from 'node:fs';

/**
 * Sets mode 0600 on a file where that is possible. Files of another user, read-only mounts and file systems without
 * modes do not allow it; the proxy works there too.
 * @returns a sentence for the operator if other users keep rights on the file
 */
export function restrictToOwner(file: string): string | undefined {
  // Windows has no file modes.
  if (process.platform === 'win32') return undefined;
  try {
    if ((statSync(file).mode & 0o777) !== 0o600) chmodSync(file, 0o600);
  } catch {
    // Decided by the mode below.
  }
  const { mode, uid } = statSync(file);
  if ((mode & 0o077) === 0) return undefined;
  return `${file} has mode ${(mode & 0o777).toString(8).padStart(4, '0')}, belongs to user ${uid} and cannot be made private by user ${process.getuid?.()}: others may read it. The proxy works with it. To make it private, change its owner to user ${process.getuid?.()}; the next start sets the mode.`;
}
