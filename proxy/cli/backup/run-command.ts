import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readStorageConfig, type StorageConfig } from '../../config/config.ts';
import { readEnvironment } from '../../config/env-file.ts';
import { storeKind } from '../../config/store-url.ts';
import { CommandError, printFailure } from '../command-error.ts';

/**
 * Runs a command of the form `[FILE] [--keys FILE] [--same-platform]` and prints the lines that it returns. An error
 * is printed to stderr, with exit code 1.
 */
export async function runCommand(
  usage: string,
  run: (
    args: ReturnType<typeof readArguments>,
    config: StorageConfig,
  ) => Promise<string[]> | string[],
): Promise<void> {
  try {
    const args = readArguments(process.argv.slice(2), usage);
    const env = readEnvironment(process.env, process.cwd());
    const config = readStorageConfig(env, (path) => readFileSync(path, 'utf8'));
    if (config.storeUrl !== 'sqlite:') {
      throw new CommandError(
        `The sessions are in ${storeKind(config.storeUrl)}: back up and restore them by its own means.`,
      );
    }
    const dataDir = resolve(config.dataDir);
    for (const line of await run(args, { ...config, dataDir })) console.log(line);
  } catch (error) {
    printFailure(error, 'Something went wrong.', usage);
    process.exitCode = 1;
  }
}

/** The absolute paths on the command line. `samePlatform` is for `restore` only. */
function readArguments(args: string[], usage: string) {
  const options = { keys: { type: 'string' }, 'same-platform': { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [store] = positionals;
  const isEmpty = store === undefined && values.keys === undefined;
  if (isEmpty || positionals.length > 1 || store === '' || values.keys === '') {
    throw new CommandError(usage);
  }
  // npm runs scripts in the package's folder; INIT_CWD is the folder in which npm was called.
  const toAbsolute = (path: string | undefined) =>
    path === undefined ? undefined : resolve(process.env.INIT_CWD ?? process.cwd(), path);
  return {
    store: toAbsolute(store),
    keys: toAbsolute(values.keys),
    samePlatform: values['same-platform'] ?? false,
  };
}

/** `1 session`, `12 sessions`. */
export function countSessions(count: number): string {
  return count === 1 ? '1 session' : `${count} sessions`;
}
