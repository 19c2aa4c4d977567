import { randomBytes } from 'node:crypto';
import fs, { readdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { encodeKeys, loadOrCreateKeys } from '../../../proxy/auth/key-file.ts';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';

/** Makes a function of `node:fs` fail in all modules. */
function fail(name: 'chmodSync' | 'linkSync', code: string): void {
  const working = fs[name];
  const failing = () => {
    throw Object.assign(new Error(code), { code });
  };
  fs[name] = failing;
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(fs, { [name]: working });
    syncBuiltinESMExports();
  });
}

let folder: string;

beforeEach(() => {
  folder = emptyFolder();
});

describe.each(['EPERM', 'ENOTSUP', 'EROFS', 'ENOSYS', 'EIO'])('if chmod fails with %s', (code) => {
  test('the files are used, with one warning for each that others may read', async () => {
    fail('chmodSync', code);
    const warnings: string[] = [];
    const onWarning = (sentence: string) => warnings.push(sentence);
    writeFileSync(join(folder, 'session-keys'), encodeKeys([randomBytes(32)]), { mode: 0o644 });
    expect(loadOrCreateKeys(folder, randomBytes, onWarning)).toHaveLength(1);
    const store = openSqliteStore(join(folder, 'sessions.sqlite'), onWarning);
    await store.check();
    await store.close();
    const named = ['session-keys', 'sessions.sqlite'].map((name) => join(folder, name));
    expect(warnings.map((sentence) => sentence.split(' ')[0])).toEqual(named);
  });

  test('a private file is used without a warning', () => {
    fail('chmodSync', code);
    const warnings: string[] = [];
    writeFileSync(join(folder, 'session-keys'), encodeKeys([randomBytes(32)]), { mode: 0o400 });
    loadOrCreateKeys(folder, randomBytes, (sentence) => warnings.push(sentence));
    expect(warnings).toEqual([]);
  });
});

describe.each(['EPERM', 'ENOTSUP', 'ENOSYS'])('if link fails with %s', (code) => {
  test('the first start creates a key, and the next one loads it', () => {
    fail('linkSync', code);
    const made = loadOrCreateKeys(folder, randomBytes);
    expect(loadOrCreateKeys(folder, randomBytes)).toEqual(made);
    expect(readdirSync(folder)).toEqual(['session-keys']);
  });
});
