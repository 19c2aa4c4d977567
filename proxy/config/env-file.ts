import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from './config.ts';
import { SECRETS } from './variable-reader.ts';

/**
 * Reads `.env` in `folder` without its byte order mark; returns an empty text if there is no such file.
 * @throws {ConfigError} if the file cannot be read
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
 * Compose with `format: raw` and `docker run --env-file` pass values on with their quotes. With `ENV_FILE_FORMAT=raw`,
 * such values are parsed like those in `.env`.
 */
function readRawValues(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env.ENV_FILE_FORMAT !== 'raw') return env;
  const values = Object.entries(env).map(([name, raw]) => [name, parseEnv(`VALUE=${raw}`).VALUE]);
  return Object.fromEntries(values);
}

/**
 * Merges the environment with `.env` in `folder`. The environment takes precedence; empty variables count as absent.
 * @throws {ConfigError} if `.env` cannot be read
 */
export function readEnvironment(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  const given = Object.entries(readRawValues(env));
  const set = given.filter(([, value]) => value !== undefined && value !== '');
  // The variables of outbound proxies may be in upper or lower case.
  const names = new Set(set.map(([name]) => name.toUpperCase()));
  const added = Object.entries(parseEnv(readDotenv(folder))).filter(
    ([name]) => !names.has(name.toUpperCase()),
  );
  return Object.fromEntries([...added, ...set]);
}

/** An unquoted value with a `#` in it, unless the `#` follows a space and starts a comment. */
const CUT_AT_HASH = /^\s*(?:export\s+)?(\w+)\s*=(?!\s*['"`])[^#\n]*(?<=\S)#/gm;

/** Returns the names of secrets in `.env`, or in an environment of raw values, that are cut at a `#`. */
export function secretsCutAtHash(env: NodeJS.ProcessEnv, folder: string): string[] {
  const isRaw = env.ENV_FILE_FORMAT === 'raw';
  const raw = isRaw ? Object.entries(env) : [];
  const lines = [readDotenv(folder), ...raw.map(([name, value]) => `${name}=${value}`)];
  const names = [...lines.join('\n').matchAll(CUT_AT_HASH)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => SECRETS.has(name) && (isRaw || !env[name]));
}
