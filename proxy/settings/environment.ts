import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** The environment over what `.env` in `folder` says; a variable that is set to nothing counts as absent. */
export function readEnvironment(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  let text: string;
  try {
    text = readFileSync(join(folder, '.env'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return env;
    throw error;
  }
  const set = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  return { ...parseEnv(text), ...Object.fromEntries(set) };
}
