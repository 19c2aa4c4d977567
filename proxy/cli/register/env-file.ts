import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';

/** The text of the file without a byte order mark, or undefined where there is none. */
export function readEnvFile(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').replace(/^\uFEFF/, '') : undefined;
}

/**
 * A `.env` with these settings in it: each takes the place of the line that set it before, or of the commented
 * one that stands for it; all else stays as it was.
 * @throws {TypeError} if a value cannot be written so that it is read back as it is
 */
export function withSettings(text: string, settings: Readonly<Record<string, string>>): string {
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  for (const [name, value] of Object.entries(settings)) {
    const line = `${name}=${quoted(value)}`;
    const isOld = new RegExp(`^\\s*(export\\s+)?${name}\\s*=`);
    const at = lines.findIndex((one) => isOld.test(one));
    if (at < 0) lines.push(line);
    else lines[at] = line;
    for (let later = lines.length - 1; later > at && at >= 0; later--) {
      if (isOld.test(lines[later] ?? '')) lines.splice(later, 1);
    }
  }
  const written = `${lines.join('\n')}\n`;
  const read = parseEnv(written);
  if (Object.entries(settings).some(([name, value]) => read[name] !== value)) {
    throw new TypeError('a value cannot be written into .env');
  }
  return written;
}

/**
 * A value as every reader of the file takes it: Node.js, systemd, and Compose as our file for it has it. Quotes stand
 * only where Node.js or systemd needs them, since `docker run --env-file` passes them on.
 */
function quoted(value: string): string {
  if (/^[^\s#'"`\\]*$/.test(value)) return value;
  const forms = ["'", '"', '`'].map((quote) => `${quote}${value}${quote}`);
  return forms.find((form) => parseEnv(`VALUE=${form}`).VALUE === value) ?? value;
}

/** @throws the system's error where no file can be made beside this one */
export function requireWritable(path: string): void {
  accessSync(dirname(path), constants.W_OK | constants.X_OK);
  const trial = `${path}.trial-${process.pid}`;
  try {
    writeFileSync(trial, '', { mode: 0o600, flag: 'wx' });
  } finally {
    rmSync(trial, { force: true });
  }
}

/**
 * Writes the file for its owner alone, whole or not at all. One that is there is kept aside, under its name
 * with the time behind it.
 * @param now Unix milliseconds
 * @returns where the old file is kept, if there was one
 */
export function writeEnvFile(path: string, text: string, now: number): string | undefined {
  const target = existsSync(path) ? realpathSync(path) : path;
  const draft = `${target}.draft-${process.pid}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    const kept = existsSync(target) ? keepAside(target, now) : undefined;
    renameSync(draft, target);
    return kept;
  } finally {
    rmSync(draft, { force: true });
  }
}

function keepAside(path: string, now: number): string {
  const time = new Date(now)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  for (let copy = 0; ; copy++) {
    const kept = `${path}.${time}${copy === 0 ? '' : `-${copy}`}`;
    try {
      copyFileSync(path, kept, constants.COPYFILE_EXCL);
      chmodSync(kept, 0o600);
      return kept;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
