import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { loadOrCreateKeys } from '../../../proxy/auth/key-file.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';

test('the first start creates a key with mode 0600, and the next start loads it', () => {
  const folder = emptyFolder();
  const created = loadOrCreateKeys(folder, randomBytes);
  expect(created).toHaveLength(1);
  expect(loadOrCreateKeys(folder, randomBytes)).toEqual(created);
  expect(readFileSync(join(folder, 'session-keys'), 'utf8')).toMatch(/^[\w-]{43}\n$/);
  expect(statSync(join(folder, 'session-keys')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['session-keys']);
});

test('of two proxies that create a key at the same time, the second one loads the key of the first', () => {
  const folder = emptyFolder();
  let winner: Buffer[] | undefined;
  const slow = (size: number) => {
    winner ??= loadOrCreateKeys(folder, randomBytes);
    return randomBytes(size);
  };
  expect(loadOrCreateKeys(folder, slow)).toEqual(winner);
  expect(readdirSync(folder)).toEqual(['session-keys']);
});

test.each<[what: string, prepare: (file: string) => void, problem: RegExp]>([
  [
    'no keys',
    (file) => writeFileSync(file, 'half-a-key'),
    /cannot be used, it must be 32-byte keys/,
  ],
  ['a folder', (file) => mkdirSync(file), /which user \d+ may not read/],
  [
    'in a folder that is missing',
    (file) => rmSync(dirname(file), { recursive: true }),
    /takes no new file session-keys/,
  ],
])('a key file that is %s is named', (_what, prepare, problem) => {
  const folder = emptyFolder();
  prepare(join(folder, 'session-keys'));
  expect(() => loadOrCreateKeys(folder, randomBytes)).toThrow(problem);
  expect(() => loadOrCreateKeys(folder, randomBytes)).toThrow(/^ {2}DATA_DIR /m);
});
