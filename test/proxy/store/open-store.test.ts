import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { prepareDataDir } from '../../../proxy/config/data-dir.ts';
import { openStore } from '../../../proxy/store/open-store.ts';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';
import { startRedis } from '../../support/redis-server/opened-store.ts';

const reports = { onWarning() {}, onRecovery() {} };
let dataDir: string;
let file: string;

beforeEach(() => {
  dataDir = join(emptyFolder(), 'data');
  file = join(dataDir, 'sessions.sqlite');
});

const open = (storeUrl = 'sqlite:') => openStore({ storeUrl, dataDir }, reports);

test('the data folder is created for its owner alone, and named if it cannot be used', async () => {
  prepareDataDir(dataDir);
  prepareDataDir(dataDir);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  await (await open()).close();
  expect(() => prepareDataDir(file)).toThrow(
    `DATA_DIR names ${file}, where this user cannot write`,
  );
});

test('a Redis URL opens a store there', async () => {
  const store = await open((await startRedis()).url);
  onTestFinished(() => store.close());
  expect(await store.count()).toBe(0);
});

const update = () => {
  openSqliteStore(file).close();
  new Database(file).pragma('user_version = 99');
};
const lock = () => {
  const db = new Database(file);
  db.exec('BEGIN IMMEDIATE');
  // The clock of the retries; SQLite itself does not wait for this lock.
  vi.spyOn(performance, 'now').mockImplementation(() => Date.now() * 100);
  onTestFinished(() => {
    vi.restoreAllMocks();
    db.close();
  });
};

test.each<[what: string, prepare: () => unknown, remedy: string]>([
  ['no database', () => writeFileSync(file, 'text '.repeat(200)), 'restore it, or move it aside'],
  ['of a newer version', update, 'a newer version wrote it, so update the proxy'],
  ['locked', lock, 'another program locks it, so stop that program'],
  ['a folder', () => mkdirSync(file), 'check the disk, and what this user may do there'],
])('a store that is %s is named with a remedy', async (_what, prepare, remedy) => {
  prepareDataDir(dataDir);
  await prepare();
  const problem = /^ {2}DATA_DIR holds a sessions\.sqlite that cannot be opened \(.+\): /m;
  const error = await open().catch((caught) => caught);
  expect(error.message).toMatch(problem);
  expect(error.message).toContain(remedy);
});
