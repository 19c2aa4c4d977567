import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, readStorageConfig, type StorageConfig } from '../../config/config.ts';
import { readEnvironment } from '../../config/environment.ts';
import { safeError } from '../../errors/safe-error.ts';
import { BackupError } from './backup-error.ts';

/** The files that a command names, with whole paths; each is undefined where it does not name one. */
export interface NamedFiles {
  readonly store: string | undefined;
  readonly keys: string | undefined;
  /** `--same-platform`, for `restore` alone. */
  readonly samePlatform: boolean;
}

/**
 * Runs `[FILE] [--keys FILE] [--same-platform]`: reads the arguments and the settings, and says what comes of it. Sets the exit code 1
 * where that is nothing.
 */
export async function runCommand(
  usage: string,
  run: (files: NamedFiles, settings: StorageConfig) => Promise<string[]> | string[],
): Promise<void> {
  try {
    const files = readArguments(process.argv.slice(2), usage);
    const env = readEnvironment(process.env, process.cwd());
    const settings = readStorageConfig(env, (path) => readFileSync(path, 'utf8'));
    if (settings.storeUrl !== 'sqlite:') {
      throw new BackupError(
        'STORE_URL names a Redis server: back up and restore that one by its own means.',
      );
    }
    const dataDir = resolve(settings.dataDir);
    for (const line of await run(files, { ...settings, dataDir })) console.log(line);
  } catch (error) {
    const isPlain = error instanceof BackupError || error instanceof ConfigError;
    if (isPlain) console.error(error.message);
    else console.error('Something went wrong.', safeError(error));
    process.exitCode = 1;
  }
}

function parse(args: string[]) {
  const options = { keys: { type: 'string' }, 'same-platform': { type: 'boolean' } } as const;
  return parseArgs({ args, options, allowPositionals: true });
}

function readArguments(args: string[], usage: string): NamedFiles {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch {
    throw new BackupError(usage);
  }
  const { values, positionals } = parsed;
  const [store] = positionals;
  const isEmpty = store === undefined && values.keys === undefined;
  if (isEmpty || positionals.length > 1 || store === '' || values.keys === '') {
    throw new BackupError(usage);
  }
  // npm runs a script in the package's folder, and says in which one it was called.
  const whole = (path: string) => resolve(process.env.INIT_CWD ?? process.cwd(), path);
  return {
    store: store === undefined ? undefined : whole(store),
    keys: values.keys === undefined ? undefined : whole(values.keys),
    samePlatform: values['same-platform'] ?? false,
  };
}

/** `1 session`, `12 sessions`. */
export function counted(sessions: number): string {
  return sessions === 1 ? '1 session' : `${sessions} sessions`;
}
