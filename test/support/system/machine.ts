import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';

/** Everything this folder reads from and does to the computer; tests pass a machine of their own. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** The user's number; undefined on Windows, where users have none. */
  readonly uid: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  isExecutable(path: string): boolean;
  /** A file's text; undefined where it cannot be read. */
  readText(path: string): string | undefined;
  /**
   * Runs a command to its end; with `shown` its output goes to the terminal. The status is null where the
   * command could not be started.
   */
  run(
    command: string,
    args: readonly string[],
    options?: { readonly shown?: boolean },
  ): { readonly status: number | null; readonly output: string };
  /** Writes a line to the terminal. */
  print(line: string): void;
}

/** The computer that this process runs on. */
export const thisMachine: Machine = {
  platform: process.platform,
  uid: process.getuid?.(),
  env: process.env,
  isExecutable(path) {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  },
  readText(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
  run(command, args, { shown = false } = {}) {
    const { status, stdout } = spawnSync(command, args, {
      stdio: shown ? 'inherit' : ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    });
    return { status, output: stdout ?? '' };
  },
  print: (line) => console.log(line),
};
