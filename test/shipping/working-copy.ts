import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import JSZip from 'jszip';
import { plainEnvironment } from '../support/build/built-extension.ts';
import { ROOT } from '../support/build/tools.ts';

const folders: string[] = [];

/** A new folder whose path ends in `name`. */
export function newFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-shipping-'));
  folders.push(folder);
  mkdirSync(join(folder, name), { recursive: true });
  return join(folder, name);
}

/** Removes every {@link newFolder}. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** What a clone would have, in a new folder: the files as they are here, those that git ignores aside. */
export function cloneOfHere(name: string): string {
  const folder = newFolder(name);
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const files = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  for (const file of files.filter(Boolean)) {
    cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  }
  return folder;
}

/** Gives a folder the libraries that are here, in place of `npm ci`. */
export function linkLibraries(folder: string): void {
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
}

/** Writes files, by their paths within `folder`. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
}

/** Runs a line of a POSIX shell in `folder` and gives its output; throws where it fails. */
export async function shell(
  folder: string,
  line: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, output } = await run(folder, line, variables);
  if (code !== 0) throw new Error(`${line} failed (exit code ${code}):\n${output}`);
  return output;
}

/** Runs a line of a POSIX shell in `folder`, with no setting of a build but those in `variables`. */
export async function run(
  folder: string,
  line: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  const child = spawn('sh', ['-c', line], {
    cwd: folder,
    env: { ...plainEnvironment(), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  return { code: code ?? 1, output: Buffer.concat(chunks).toString() };
}

/** The lines `SHA-256  name` in the output of `npm run zip`, as a record of names. */
export function checksumsIn(output: string): Record<string, string> {
  const lines = [...output.matchAll(/^([\da-f]{64}) {2}(\S+\.zip)$/gm)];
  return Object.fromEntries(lines.map(([, sha256 = '', name = '']) => [name, sha256]));
}

/** The files in a package, by their paths. */
export async function filesIn(zip: string): Promise<Map<string, Buffer>> {
  const { files } = await JSZip.loadAsync(readFileSync(zip));
  const read = Object.entries(files).map(async ([path, file]): Promise<[string, Buffer]> => {
    return [path, await file.async('nodebuffer')];
  });
  return new Map(await Promise.all(read));
}

/** Unpacks a package into a new folder whose path ends in `name`. */
export async function unpack(zip: string, name: string): Promise<string> {
  const folder = newFolder(name);
  for (const [path, contents] of await filesIn(zip)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
  return folder;
}
