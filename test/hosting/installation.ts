import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { toMasterKeys } from '../../proxy/auth/master-keys.ts';
import { sealTokens } from '../../proxy/auth/sealed-tokens.ts';
import { openSqliteStore } from '../../proxy/store/sqlite-store.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { type Exit, runScript } from '../support/proxy/exit.ts';
import { recordOf, valueIn } from '../support/session-stores/records.ts';

const KEY = randomBytes(32);
export const SESSION_KEYS = KEY.toString('base64url');
const BINDING = randomBytes(32);

/** A folder without `.env` in which commands run, and in it a data folder. */
export function installation() {
  const folder = emptyFolder();
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const command =
    (name: 'backup' | 'restore') =>
    (args: string[], env: Record<string, string> = {}) =>
      runScript(`cli/backup/${name}-command.ts`, { DATA_DIR: dataDir, ...env }, folder, args);
  const [store, keys] = [join(dataDir, 'sessions.sqlite'), join(dataDir, 'session-keys')];
  return { folder, dataDir, store, keys, backup: command('backup'), restore: command('restore') };
}

export function seal(id: string, key: Buffer): Buffer {
  const tokens = { accessToken: 'access', accessTokenExpiresAt: 1, refreshToken: 'refresh' };
  return sealTokens(tokens, id, toMasterKeys([key]), BINDING, randomBytes);
}

/** Writes a store with this many sessions, sealed under {@link SESSION_KEYS}. */
export async function writeStore(file: string, sessions: number): Promise<void> {
  const store = openSqliteStore(file);
  for (let number = 0; number < sessions; number++) {
    await store.insert(recordOf(number, { sealedTokens: seal(`${number}`, KEY) }));
  }
  // A backup does not have the marker file.
  await store.claimUnbound(BINDING);
  rmSync(`${file}.bound`);
  await store.close();
}

/** The number of sessions in a store. */
export const sessionsIn = (file: string) => valueIn(file, 'SELECT count(*) FROM sessions');

/** The files that a restore kept. */
export function keptFiles(output: string): string[] {
  return [...output.matchAll(/kept: (\S+)/g)].map(([, file = '']) => file);
}

export const modeOf = (file: string) => statSync(file).mode & 0o777;

export type RefusalCase = [args: string[], sentence: RegExp, env?: Record<string, string>];

/** Expects a sentence instead of a stack trace, and exit code 1. */
export function expectRefusal({ code, output }: Exit, sentence: RegExp): void {
  expect(output).toMatch(sentence);
  expect(output).not.toMatch(/ {4}at |undefined/);
  expect(code).toBe(1);
}
