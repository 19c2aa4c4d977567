import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { SettingsError } from './settings.ts';

/**
 * The environment over what `.env` in `folder` says; a variable that is set to nothing counts as absent.
 * @throws {SettingsError} where there is a `.env` that cannot be read.
 */
export function readEnvironment(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  let text: string;
  try {
    text = readFileSync(join(folder, '.env'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return env;
    throw new SettingsError([{ name: '.env', problem: 'is no file that this user can read' }]);
  }
  const set = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  // The names of outbound proxies come in capital and in small letters.
  const names = new Set(set.map(([name]) => name.toUpperCase()));
  const added = Object.entries(parseEnv(text)).filter(([name]) => !names.has(name.toUpperCase()));
  return Object.fromEntries([...added, ...set]);
}
