import { execFileSync } from 'node:child_process';
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
import { runToEnd } from '../support/processes/program.ts';

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

/** Copies everything that git does not ignore into a new folder, as a clone would have it. */
export function cloneOfHere(name: string): string {
  const folder = newFolder(name);
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const files = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  for (const file of files.filter(Boolean)) {
    cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  }
  return folder;
}

/** Links the installed dependencies into a folder, in place of `npm ci`. */
export function linkDependencies(folder: string): void {
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
}

/** Writes files, by their paths within `folder`. */
export function write(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
}

/** Runs a line of a POSIX shell in `folder` and returns its output. Throws where it fails. */
export async function shell(
  folder: string,
  line: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, output } = await run(folder, line, variables);
  if (code !== 0) throw new Error(`${line} failed (exit code ${code}):\n${output}`);
  return output;
}

/** Runs a line of a POSIX shell in `folder`, with no variable that changes a build but those in `variables`. */
export function run(
  folder: string,
  line: string,
  variables: Readonly<Record<string, string>> = {},
) {
  const env = { ...plainEnvironment(), ...variables };
  return runToEnd('sh', ['-c', line], { cwd: folder, env });
}

/** The checksums in the output of `npm run zip`, by the names of the packages. */
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
  write(folder, Object.fromEntries(await filesIn(zip)));
  return folder;
}
