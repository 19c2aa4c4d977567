import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError } from './config.ts';

export function dataDirError(problem: string): ConfigError {
  return new ConfigError([{ name: 'DATA_DIR', problem, example: './data' }]);
}

/**
 * Creates the data folder (mode 0700) if needed, and checks that it can be written.
 * @throws {ConfigError} naming `DATA_DIR`
 */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw dataDirError(`names ${resolve(dataDir)}, where this user cannot write`);
  }
}
