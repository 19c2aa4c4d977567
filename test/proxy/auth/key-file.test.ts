import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadOrCreateKeys } from '../../../proxy/auth/key-file.ts';

function dataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('the first start makes a key for its owner alone, and the next one finds it', () => {
  const folder = dataDir();
  const made = loadOrCreateKeys(folder, randomBytes);
  expect(made).toHaveLength(1);
  expect(loadOrCreateKeys(folder, randomBytes)).toEqual(made);
  expect(statSync(join(folder, 'session-keys')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['session-keys']);
});

test('a proxy that loses the race for the first key takes the one that is there', () => {
  const folder = dataDir();
  let winner: Buffer[] | undefined;
  // Just as this one makes its key, another proxy has written its own.
  const slow = (size: number) => {
    winner ??= loadOrCreateKeys(folder, randomBytes);
    return randomBytes(size);
  };
  expect(loadOrCreateKeys(folder, slow)).toEqual(winner);
  expect(readdirSync(folder)).toEqual(['session-keys']);
});
