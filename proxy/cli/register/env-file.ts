import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { FileDraft } from '../../files/file-draft.ts';
import { linkOrCopy } from '../../files/link-or-copy.ts';
import { restrictToOwner } from '../../files/restrict-to-owner.ts';
import { CommandError } from '../command-error.ts';

/**
 * The text of the file without a byte order mark; empty if there is no file.
 * @throws {CommandError} if it cannot be read
 */
export function readEnvFile(path: string): string {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8').replace(/^\uFEFF/, '') : '';
  } catch {
    throw new CommandError(
      `${path} is there and cannot be read by this user. Nothing was asked of the platform.`,
    );
  }
}

/**
 * Sets variables in the text of a `.env` file. Each replaces the line that sets it, or is added at the end; the other
 * lines stay as they are.
 * @throws {TypeError} if a value cannot be written so that `parseEnv` returns it unchanged
 */
export function withVariables(text: string, variables: Readonly<Record<string, string>>): string {
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  for (const [name, value] of Object.entries(variables)) {
    const assignment = new RegExp(`^\\s*(export\\s+)?${name}\\s*=`);
    const index = lines.findIndex((line) => assignment.test(line));
    const others = lines.filter((line, at) => at === index || !assignment.test(line));
    others[index < 0 ? others.length : index] = `${name}=${quote(value)}`;
    lines.splice(0, lines.length, ...others);
  }
  const written = `${lines.join('\n')}\n`;
  const parsed = parseEnv(written);
  if (Object.entries(variables).some(([name, value]) => parsed[name] !== value)) {
    throw new TypeError('a value cannot be written into .env');
  }
  return written;
}

/**
 * Quotes a value for Node.js, systemd, and Compose with our compose file. Quotes are used only if Node.js or systemd
 * needs them, since `docker run --env-file` passes them on.
 */
function quote(value: string): string {
  if (/^[^\s#'"`\\]*$/.test(value)) return value;
  const forms = ["'", '"', '`'].map((mark) => `${mark}${value}${mark}`);
  return forms.find((form) => parseEnv(`VALUE=${form}`).VALUE === value) ?? value;
}

/**
 * Writes the file with mode 0600, whole or not at all. An existing file is kept under its name with the time appended.
 * @returns the path of the kept file, if there was one
 */
export function writeEnvFile(path: string, text: string): string | undefined {
  const target = existsSync(path) ? realpathSync(path) : path;
  const draft = new FileDraft(target);
  try {
    draft.write(text);
    const kept = existsSync(target) ? keepAside(target) : undefined;
    draft.replace();
    return kept;
  } finally {
    draft.discard();
  }
}

function keepAside(path: string): string {
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  for (let copy = 0; ; copy++) {
    const kept = `${path}.${time}${copy === 0 ? '' : `-${copy}`}`;
    try {
      linkOrCopy(path, kept);
      restrictToOwner(kept);
      return kept;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
