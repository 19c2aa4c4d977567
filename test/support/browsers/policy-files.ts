import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where Chromium and its relatives on Linux read policies, by what they call themselves in `--version`. */
const CHROMIUM_FOLDERS = [
  ['Google Chrome for Testing', '/etc/opt/chrome_for_testing/policies/managed'],
  ['Google Chrome', '/etc/opt/chrome/policies/managed'],
  ['Chromium', '/etc/chromium/policies/managed'],
] as const;

/** Takes precedence over the file of an installation. */
const FIREFOX_SYSTEM_FILE = '/etc/firefox/policies/policies.json';

/** A file with policies that a browser reads. */
export interface PolicyFile {
  readonly write: (policies: object) => void;
  /** Removes the file, and the folders that were made for it. */
  readonly remove: () => void;
}

/**
 * A new policy file of a Chromium on Linux. All Chromiums of the machine read it, so its policies should be for an
 * extension that is installed nowhere else. Throws an error that says what to do if there can be no such file.
 */
export function chromiumPolicyFile(executable: string): PolicyFile {
  const version = execFileSync(executable, ['--version'], { encoding: 'utf8', stdio: 'pipe' });
  const [, folder] = CHROMIUM_FOLDERS.find(([name]) => version.startsWith(name)) ?? [];
  if (!folder || process.platform !== 'linux') {
    throw new Error(`Run this test with Chromium on Linux: ${version.trim()} reads no known file.`);
  }
  const file = join(folder, `balance-companion-test-${process.pid}.json`);
  const write = (policies: object) => writeFileSync(file, JSON.stringify(policies));
  let made: string | undefined;
  try {
    made = mkdirSync(folder, { recursive: true });
    write({});
  } catch (error) {
    throw new Error(`Make ${folder} writable: ${(error as Error).message}`);
  }
  const remove = () => {
    rmSync(file, { force: true });
    let empty: string = folder;
    while (made && empty.length >= made.length && readdirSync(empty).length === 0) {
      rmdirSync(empty);
      empty = dirname(empty);
    }
  };
  return { write, remove };
}

/**
 * Makes an installation of Firefox with policies in the empty folder `folder`: links to an installation on Linux, and a
 * program of its own, because Firefox reads the policies beside its program. Returns the path of the program. Throws an
 * error that says what to do if that cannot work.
 */
export function firefoxWithPolicies(executable: string, folder: string, policies: object): string {
  const program = realpathSync(executable);
  const installation = dirname(program);
  if (!existsSync(join(installation, 'libxul.so'))) {
    throw new Error(`Set FIREFOX to the program of an installation on Linux: ${program} is none.`);
  }
  if (existsSync(FIREFOX_SYSTEM_FILE)) {
    throw new Error(`Move ${FIREFOX_SYSTEM_FILE} away: Firefox prefers it to the test's policies.`);
  }
  for (const name of readdirSync(installation)) {
    if (name !== 'distribution' && name !== basename(program)) {
      symlinkSync(join(installation, name), join(folder, name));
    }
  }
  mkdirSync(join(folder, 'distribution'));
  writeFileSync(join(folder, 'distribution/policies.json'), JSON.stringify({ policies }));
  const copy = join(folder, basename(program));
  copyFileSync(program, copy);
  return copy;
}
