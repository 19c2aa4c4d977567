import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadOrCreateKeys } from '../../../proxy/auth/key-file.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';

test('the first start creates a key with mode 0600, and the next start loads it', () => {
  const folder = emptyFolder();
  const created = loadOrCreateKeys(folder, randomBytes);
  expect(created).toHaveLength(1);
  expect(loadOrCreateKeys(folder, randomBytes)).toEqual(created);
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
