import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from './config.ts';
import { SECRETS } from './variable-reader.ts';

/**
 * The text of `.env` in `folder`, without a byte order mark; empty where there is no such file.
 * @throws {ConfigError} where it cannot be read.
 */
function readDotenv(folder: string): string {
  try {
    return readFileSync(join(folder, '.env'), 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new ConfigError([{ name: '.env', problem: 'is no file that this user can read' }]);
  }
}

/**
 * Compose with `format: raw`, and `docker run --env-file`, pass each line of a file on as it is, quotes included.
 * `ENV_FILE_FORMAT=raw` says so: then the values are read as those of `.env` are.
 */
function readRawValues(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env.ENV_FILE_FORMAT !== 'raw') return env;
  const values = Object.entries(env).map(([name, raw]) => [name, parseEnv(`VALUE=${raw}`).VALUE]);
  return Object.fromEntries(values);
}

/**
 * The environment over what `.env` in `folder` says; a variable that is set to nothing counts as absent.
 * @throws {ConfigError} where there is a `.env` that cannot be read.
 */
export function readEnvironment(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  const given = Object.entries(readRawValues(env));
  const set = given.filter(([, value]) => value !== undefined && value !== '');
  // The names of outbound proxies come in capital and in small letters.
  const names = new Set(set.map(([name]) => name.toUpperCase()));
  const added = Object.entries(parseEnv(readDotenv(folder))).filter(
    ([name]) => !names.has(name.toUpperCase()),
  );
  return Object.fromEntries([...added, ...set]);
}

/** An unquoted value up to the first `#`, where that does not begin a comment after a space. */
const CUT_AT_HASH = /^\s*(?:export\s+)?(\w+)\s*=(?!\s*['"`])[^#\n]*(?<=\S)#/gm;

/** Names of the secrets in `.env`, or in an environment of raw values, that are cut at a `#`. */
export function secretsCutAtHash(env: NodeJS.ProcessEnv, folder: string): string[] {
  const isRaw = env.ENV_FILE_FORMAT === 'raw';
  const raw = isRaw ? Object.entries(env) : [];
  const lines = [readDotenv(folder), ...raw.map(([name, value]) => `${name}=${value}`)];
  const names = [...lines.join('\n').matchAll(CUT_AT_HASH)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => SECRETS.has(name) && (isRaw || !env[name]));
}
