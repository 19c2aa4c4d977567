import { randomBytes } from 'node:crypto';
import {
  chownSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteStore } from '../../proxy/store/sqlite-store.ts';
import { hashOf, recordOf } from '../support/session-stores/records.ts';
import {
  expectRefusal,
  installation,
  keptFiles,
  modeOf,
  type RefusalCase,
  SESSION_KEYS,
  seal,
  sessionsIn,
  writeStore,
} from './installation.ts';

const OTHER_KEY = randomBytes(32);
const OTHER_KEYS = OTHER_KEY.toString('base64url');

/** Changes a store with SQL. */
function change(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

test('changes nothing where the file is no valid backup', async () => {
  const { folder, dataDir, store, restore } = installation();
  await writeStore(store, 2);
  const bytes = readFileSync(store);
  const good = join(folder, 'good');
  await writeStore(good, 3);
  for (const name of ['newer', 'other']) await writeStore(join(folder, name), 3);
  change(join(folder, 'newer'), 'PRAGMA user_version = 99');
  change(join(folder, 'other'), 'DROP TABLE sessions');
  writeFileSync(join(folder, 'empty'), '');
  writeFileSync(join(folder, 'cut'), readFileSync(good).subarray(0, 5_000));
  writeFileSync(join(folder, 'text'), 'some text, long enough to be looked at. '.repeat(50));
  writeFileSync(join(folder, 'keys'), OTHER_KEYS);
  const others = { SESSION_KEYS: OTHER_KEYS };
  const cases: RefusalCase[] = [
    [['newer'], /newer comes from a newer version of Balance Companion \(schema 99/],
    [['other'], /other is no whole session store \(no such table: sessions\)/],
    [['empty'], /empty is no whole session store/],
    [['cut'], /cut is (damaged|no whole session store)/],
    [['text'], /text is no whole session store \(file is not a database\)/],
    [['gone'], /gone cannot be copied/],
    [['good'], /None of the sessions in .*good opens with the keys at hand/, others],
    [['good'], /There are no keys for the sessions in .*good/, { SESSION_KEYS: '' }],
    [['good', '--keys', 'text'], /text holds no keys: it must be 32-byte keys/],
    [['good', '--keys', 'gone'], /gone cannot be read/],
    [['good', '--keys', 'keys'], /SESSION_KEYS is set and goes before a file of keys/],
    [['--keys', 'keys'], /^Usage: npm run restore/],
    [[], /^Usage/],
  ];
  for (const [args, sentence, env] of cases) {
    expectRefusal(await restore(args, { SESSION_KEYS, ...env }), sentence);
  }
  expect(readdirSync(dataDir)).toEqual(['sessions.sqlite']);
  expect(readFileSync(store)).toEqual(bytes);
});

test('keeps the previous store and keys under names with the time', async () => {
  const { folder, dataDir, store, keys, restore } = installation();
  await writeStore(store, 2);
  await writeStore(join(folder, 'backup'), 3);
  writeFileSync(join(folder, 'keys'), SESSION_KEYS);
  writeFileSync(keys, OTHER_KEYS);
  const { code, output } = await restore(['backup', '--keys', 'keys']);
  expect(output).toMatch(
    /^3 sessions from .*backup, read back and found whole\. Start the proxy\.\n/,
  );
  expect(code).toBe(0);
  const kept = keptFiles(output);
  expect(kept).toHaveLength(2);
  for (const file of kept) expect(file).toMatch(/\.before-\d{4}-\d\d-\d\dT[\d-]+Z$/);
  expect(readFileSync(kept[0] ?? '', 'utf8')).toBe(OTHER_KEYS);
  expect(sessionsIn(kept[1] ?? '')).toBe(2);
  expect(sessionsIn(store)).toBe(3);
  expect(readFileSync(keys, 'utf8')).toBe(`${SESSION_KEYS}\n`);
  expect([modeOf(store), modeOf(keys)]).toEqual([0o600, 0o600]);
  expect(readdirSync(dataDir)).toHaveLength(4);
});

test('replaces a damaged store', async () => {
  const { folder, store, restore } = installation();
  await writeStore(join(folder, 'backup'), 3);
  const broken = 'no database, but long enough to be looked at as one. '.repeat(50);
  writeFileSync(store, broken);
  writeFileSync(`${store}-wal`, 'its log');
  const { code, output } = await restore(['backup'], { SESSION_KEYS });
  expect(code).toBe(0);
  const [aside = ''] = keptFiles(output);
  expect(readFileSync(aside, 'utf8')).toBe(broken);
  expect(readFileSync(`${aside}-wal`, 'utf8')).toBe('its log');
  expect(sessionsIn(store)).toBe(3);
});

test('accepts a store that was copied by hand together with its write-ahead log', async () => {
  const { folder, dataDir, store, restore } = installation();
  const live = openSqliteStore(join(folder, 'live.sqlite'));
  onTestFinished(() => live.close());
  await live.insert(recordOf(1, { sealedTokens: null }));
  for (const end of ['', '-wal']) {
    copyFileSync(join(folder, `live.sqlite${end}`), join(folder, `copy${end}`));
  }
  expect(await restore(['copy'], { SESSION_KEYS })).toMatchObject({ code: 0 });
  expect(sessionsIn(store)).toBe(1);
  expect(readdirSync(dataDir)).toEqual(['sessions.sqlite']);
});

test('says that users of a 0.1.0 backup sign in again, unless --same-platform is given', async () => {
  const { folder, store, restore } = installation();
  await writeStore(join(folder, 'backup'), 2);
  change(join(folder, 'backup'), 'DROP TABLE unbound_owner; PRAGMA user_version = 2');
  const marker = `${store}.bound`;
  const said = expect.stringContaining('--same-platform');
  expect(await restore(['backup'], { SESSION_KEYS })).toEqual({ code: 0, output: said });
  expect(existsSync(marker)).toBe(true);
  const second = await restore(['backup', '--same-platform'], { SESSION_KEYS });
  expect(second).toMatchObject({ code: 0 });
  expect(second.output).not.toContain('--same-platform');
  expect(existsSync(marker)).toBe(false);
});

test('says how many sessions the keys open', async () => {
  const { folder, restore } = installation();
  await writeStore(join(folder, 'backup'), 3);
  const [sealed, hash] = [seal('other', OTHER_KEY), hashOf(1)].map((one) => one.toString('hex'));
  const sql = `UPDATE sessions SET sealed_tokens = x'${sealed}' WHERE id_hash = x'${hash}'`;
  change(join(folder, 'backup'), sql);
  const output = expect.stringContaining('The keys open only 2 of them.');
  expect(await restore(['backup'], { SESSION_KEYS })).toEqual({ code: 0, output });
});

test.skipIf(process.getuid?.() !== 0)(
  'gives the files to the owner of the data folder (needs root)',
  async () => {
    const { folder, dataDir, store, keys, restore } = installation();
    await writeStore(join(folder, 'backup'), 1);
    writeFileSync(join(folder, 'keys'), SESSION_KEYS);
    chownSync(dataDir, 12_345, 12_345);
    expect(await restore(['backup', '--keys', 'keys'])).toMatchObject({ code: 0 });
    for (const file of [store, keys]) {
      expect(statSync(file)).toMatchObject({ uid: 12_345, gid: 12_345 });
    }
  },
);
