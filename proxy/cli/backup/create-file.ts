import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { sync } from '../../files/sync.ts';
import { BackupError, reasonOf } from './backup-error.ts';

/**
 * Makes a file (mode 0600) that is there whole or not at all. `write` fills the draft whose path it is given.
 * @throws {BackupError} where there is a file of that name, or none can be made; what `write` throws passes through.
 */
export async function createFile(
  file: string,
  write: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${file}.unfinished`;
  // Holds the name, so that nothing else is overwritten when the draft takes it.
  reserve(file);
  try {
    rmSync(draft, { force: true });
    reserve(draft);
    await write(draft);
    renameSync(draft, file);
    sync(dirname(file));
  } catch (error) {
    rmSync(draft, { force: true });
    rmSync(file, { force: true });
    throw error;
  }
}

function reserve(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'EEXIST':
        throw new BackupError(
          `${file} is there already: name another file, or move that one aside.`,
        );
      case 'ENOENT':
        throw new BackupError(`${dirname(file)} is not there: make that folder first.`);
      default:
        throw new BackupError(`${file} cannot be written (${reasonOf(error)}).`);
    }
  }
}
