import { randomBytes } from 'node:crypto';
import { closeSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasNoLinks } from './link-or-copy.ts';
import { sync } from './sync.ts';

/**
 * A file (mode 0600) in the making. It gets its name whole or not at all, and keeps it after a power cut:
 *
 *     const draft = new FileDraft('settings');
 *     try {
 *       draft.write('text');
 *       draft.replace();
 *     } finally {
 *       draft.discard();
 *     }
 */
export class FileDraft {
  /** Where the content is written. */
  readonly path: string;
  readonly #target: string;

  /** @throws the system's error where no file can be made beside `target` */
  constructor(target: string) {
    this.#target = target;
    this.path = `${target}.${randomBytes(6).toString('hex')}.draft`;
    reserve(this.path);
  }

  write(text: string): void {
    writeFileSync(this.path, text, { flush: true });
  }

  /**
   * Gives the file its name.
   * @throws the system's error, `EEXIST` where the name is taken
   */
  create(): void {
    try {
      linkSync(this.path, this.#target);
    } catch (error) {
      if (!hasNoLinks(error)) throw error;
      // Without hard links the name is taken first; it stands for an empty file for a moment.
      reserve(this.#target);
      renameSync(this.path, this.#target);
    }
    sync(dirname(this.#target));
  }

  /** Gives the file its name, in the place of a file that has it. */
  replace(): void {
    renameSync(this.path, this.#target);
    sync(dirname(this.#target));
  }

  /** Removes a draft that did not get its name; does nothing for one that did. */
  discard(): void {
    rmSync(this.path, { force: true });
  }
}

function reserve(file: string): void {
  closeSync(openSync(file, 'wx', 0o600));
}
