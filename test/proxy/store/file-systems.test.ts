import { randomBytes } from 'node:crypto';
import fs, { readdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { encodeKeys, loadOrCreateKeys } from '../../../proxy/auth/key-file.ts';
import { openStore } from '../../../proxy/store/open-store.ts';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';

/** Makes a function of `node:fs` fail in all modules, for one file or for all; returns the number of these calls. */
function fail(
  name: 'chmodSync' | 'linkSync' | 'accessSync',
  code: string,
  { file = '', times = Number.POSITIVE_INFINITY } = {},
): () => number {
  const working = fs[name] as (...args: unknown[]) => void;
  let calls = 0;
  const failing = (path: string, ...args: unknown[]) => {
    if (path.endsWith(file) && calls++ < times) throw Object.assign(new Error(code), { code });
    working(path, ...args);
  };
  Object.assign(fs, { [name]: failing });
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(fs, { [name]: working });
    syncBuiltinESMExports();
  });
  return () => calls;
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

test.each([
  ['sessions.sqlite', Number.POSITIVE_INFINITY, 2],
  ['sessions.sqlite-wal', Number.POSITIVE_INFINITY, 2],
  ['sessions.sqlite', 1, 2],
  ['sessions.sqlite', 0, 1],
])(
  'a store whose file %s is refused %d times is opened if the second check succeeds',
  async (name, times, checks) => {
    const settings = { storeUrl: 'sqlite:', dataDir: folder };
    const reports = { onWarning() {}, onRecovery() {} };
    await (await openStore(settings, reports)).close();
    writeFileSync(join(folder, name), '', { flag: 'a' });
    const calls = fail('accessSync', 'EACCES', { file: `/${name}`, times });
    const opened = openStore(settings, reports).then((store) => store.close());
    const refusal = `DATA_DIR holds ${name}, which user ${process.getuid?.()} may not read and write`;
    await (times > 1 ? expect(opened).rejects.toThrow(refusal) : opened);
    expect(calls()).toBe(checks);
  },
);
