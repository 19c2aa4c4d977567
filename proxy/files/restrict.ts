import { chmodSync, statSync } from 'node:fs';

/**
 * Sets mode 0600 on a file. A file of another user, a read-only mount and a file system without modes do not allow
 * that; the proxy works there too.
 * @returns a sentence for the operator where other users keep rights on the file
 */
export function restrictToOwner(file: string): string | undefined {
  // Modes mean nothing there.
  if (process.platform === 'win32') return undefined;
  const modeOf = () => statSync(file).mode & 0o777;
  if (modeOf() !== 0o600) {
    try {
      chmodSync(file, 0o600);
    } catch {
      // The mode below decides.
    }
  }
  const mode = modeOf();
  if ((mode & 0o077) === 0) return undefined;
  const { uid } = statSync(file);
  return `${file} has mode ${mode.toString(8).padStart(4, '0')}, belongs to user ${uid} and cannot be made private by user ${process.getuid?.()}: others may read it. The proxy works with it. To make it private, change its owner to user ${process.getuid?.()}; the next start sets the mode.`;
}
