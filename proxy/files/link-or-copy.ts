import { constants, copyFileSync, linkSync } from 'node:fs';

/** Codes of `link` on file systems without hard links, and on files that this user may not link to. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Gives a file a second name, or makes a copy where there are no hard links. The copy can be seen half written.
 * @throws the system's error, `EEXIST` where the name is taken
 */
export function linkOrCopy(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    copyFileSync(file, name, constants.COPYFILE_EXCL);
  }
}
