import { constants, copyFileSync, linkSync } from 'node:fs';

/** Codes of `link` on file systems without hard links, and on files that this user may not link to. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Whether an error of `link` means that this file cannot have a second name here. */
export function hasNoLinks(error: unknown): boolean {
  return NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '');
}

/**
 * Gives a file a second name, or makes a copy where there are no hard links.
 * @throws the system's error, `EEXIST` where the name is taken
 */
export function linkOrCopy(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch (error) {
    if (!hasNoLinks(error)) throw error;
    copyFileSync(file, name, constants.COPYFILE_EXCL);
  }
}
