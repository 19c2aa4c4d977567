import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';

/** How a command ended: its exit code, or null where it could not be started. */
export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** All that this folder knows and does about the computer it runs on; tests pass one of their own. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** The user's number; undefined where users have none (Windows). */
  readonly uid: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a file is there and may be run. */
  isExecutable(path: string): boolean;
  /** A file's text; undefined where it can't be read. */
  readText(path: string): string | undefined;
  /** Runs a command to its end; its output goes to the terminal where `shown`. */
  run(command: string, args: readonly string[], options?: RunOptions): Outcome;
  /** Tells the person at the terminal. */
  say(line: string): void;
}

export interface RunOptions {
  readonly shown?: boolean;
  readonly env?: Readonly<Record<string, string>>;
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
  run(command, args, options = {}) {
    const { status, stdout } = spawnSync(command, args, {
      env: { ...process.env, ...options.env },
      stdio: options.shown ? 'inherit' : ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    });
    return { status, output: stdout ?? '' };
  },
  say: (line) => console.log(line),
};
