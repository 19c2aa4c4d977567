import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { toMasterKeys } from '../../proxy/auth/master-keys.ts';
import { sealTokens } from '../../proxy/auth/sealed-tokens.ts';
import { openSqliteStore } from '../../proxy/store/sqlite-store.ts';
import { startCluster } from '../resilience/cluster.ts';
import { startLoad } from '../resilience/load.ts';
import { bareEnvironment, ROOT } from '../support/build/tools.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { type Exit, runScript } from '../support/proxy/exit.ts';
import { ProxyProcess } from '../support/proxy-process/proxy-process.ts';
import { hashOf, recordOf, valueIn } from '../support/session-stores/records.ts';
import { until } from '../support/waiting/until.ts';

let folder: string;
let dataDir: string;

beforeEach(() => {
  folder = emptyFolder();
  dataDir = join(folder, 'data');
  mkdirSync(dataDir);
});

/** Runs `npm run backup`, in a folder without `.env`. */
function backup(args: string[], env: Record<string, string> = {}) {
  return runScript('cli/backup/backup-command.ts', { DATA_DIR: dataDir, ...env }, folder, args);
}

function restore(args: string[], env: Record<string, string> = {}) {
  return runScript('cli/backup/restore-command.ts', { DATA_DIR: dataDir, ...env }, folder, args);
}

type RefusalCase = [args: string[], sentence: RegExp, env?: Record<string, string>];

/** Expects a sentence instead of a stack trace, and exit code 1. */
function expectRefusal({ code, output }: Exit, sentence: RegExp): void {
  expect(output).toMatch(sentence);
  expect(output).not.toMatch(/ {4}at |undefined/);
  expect(code).toBe(1);
}

function modeOf(file: string): number {
  return statSync(file).mode & 0o777;
}

const KEY = randomBytes(32);
const OTHER_KEY = randomBytes(32);
const SESSION_KEYS = KEY.toString('base64url');
const BINDING = randomBytes(32);

const TOKENS = { accessToken: 'access', accessTokenExpiresAt: 1, refreshToken: 'refresh' };

function seal(id: string, key: Buffer): Buffer {
  return sealTokens(TOKENS, id, toMasterKeys([key]), BINDING, randomBytes);
}

/** Writes a store with this many sessions, sealed under {@link KEY}. */
async function writeStore(sessions: number, file = join(dataDir, 'sessions.sqlite')) {
  const store = openSqliteStore(file);
  for (let number = 0; number < sessions; number++) {
    const sealedTokens = seal(`${number}`, KEY);
    await store.insert(recordOf(number, { sealedTokens }));
  }
  // A backup does not have the marker file.
  await store.claimUnbound(BINDING);
  rmSync(`${file}.bound`);
  await store.close();
}

/** The number of sessions in a store. */
const sessionsIn = (file: string) => valueIn(file, 'SELECT count(*) FROM sessions');

/** Changes a store with SQL. */
function change(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

/** The files that a restore kept. */
function keptFiles(output: string): string[] {
  return [...output.matchAll(/kept: (\S+)/g)].map(([, file = '']) => file);
}

describe('a backup taken under load', () => {
  test('restores sessions that the same cookies open, also in another data folder', async () => {
    const cluster = await startCluster({ env: { SESSION_KEYS: '' } });
    const { platform, proxies } = cluster;
    const [proxy] = proxies as [ProxyProcess];
    const env = { DATA_DIR: cluster.dataDir };
    const file = join(folder, 'backup.sqlite');
    const keys = join(folder, 'keys');
    const staying = await cluster.signedIn('staying');
    const leaving = await cluster.signedIn('leaving');
    const copyOfLeaving = leaving.copy();
    platform.settings.accessTokenLifetime = 1;
    const busy = [];
    for (const name of ['one', 'two', 'three', 'four']) busy.push(await cluster.signedIn(name));
    platform.clearRequests();
    const load = startLoad(busy);
    await until('token refreshes', () => platform.requestsTo('token').length > 4);
    const before = platform.requestsTo('token').length;
    const taken = await backup([file, '--keys', keys], env);
    await until('more of them', () => platform.requestsTo('token').length > before);
    await load.end();
    expect(taken).toMatchObject({ code: 0 });
    expect(taken.output).toContain(`6 sessions in ${file}, read back and found whole.`);
    expect(Object.keys(load.outcomes)).toEqual(['200']);
    expect([modeOf(file), modeOf(keys)]).toEqual([0o600, 0o600]);
    expect(readdirSync(folder).sort()).toEqual(['backup.sqlite', 'data', 'keys']);

    platform.settings.accessTokenLifetime = 7_200;
    const late = await cluster.signedIn('late');
    expect((await leaving.api('/auth/logout', { method: 'POST' })).status).toBe(204);
    const refused = await restore([file], env);
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(/^A proxy uses \S+sessions\.sqlite: stop it first\.\n$/);
    expect((await late.api('/api/user/info')).status).toBe(200);

    await proxy.stop();
    const restored = await restore([file], env);
    expect(restored).toMatchObject({ code: 0 });
    await proxy.start();
    expect((await staying.api('/api/user/info')).json().username).toBe('staying');
    expect((await late.api('/api/user/info')).json().error).toBe('not_authenticated');
    expect((await copyOfLeaving.api('/api/user/info')).status).toBe(200);
    expect(keptFiles(restored.output).map(sessionsIn)).toEqual([6]);

    const elsewhere = { DATA_DIR: join(folder, 'elsewhere') };
    expect(await restore([file, '--keys', keys], elsewhere)).toMatchObject({ code: 0 });
    await proxy.stop();
    const other = await ProxyProcess.start({
      port: Number(new URL(proxy.localUrl).port),
      platformUrl: platform.url,
      clientId: cluster.app.clientId,
      clientSecret: cluster.app.clientSecret,
      env: elsewhere,
    });
    onTestFinished(() => other.close());
    expect((await staying.api('/api/user/info')).json().username).toBe('staying');
  });
});

describe('npm run backup', () => {
  test('writes to the current folder of the user', async () => {
    await writeStore(1);
    const { status, stdout } = spawnSync(
      'npm',
      ['--prefix', ROOT, 'run', '--silent', 'backup', '--', 'mine.sqlite'],
      { cwd: folder, env: { ...bareEnvironment(), DATA_DIR: dataDir, SESSION_KEYS } },
    );
    expect(status).toBe(0);
    expect(String(stdout)).toBe(
      `1 session in ${join(folder, 'mine.sqlite')}, read back and found whole.
The keys are not in it, and nothing opens without: keep a copy of SESSION_KEYS, in another place.
`,
    );
    expect(sessionsIn(join(folder, 'mine.sqlite'))).toBe(1);
  });

  test('copies the keys alone, also where the same keys exist already', async () => {
    writeFileSync(join(dataDir, 'session-keys'), `${SESSION_KEYS}\n`);
    const target = join(folder, 'keys');
    const done = { code: 0, output: `The keys are in ${target}.\n` };
    expect(await backup(['--keys', 'keys'])).toEqual(done);
    expect(await backup(['--keys', 'keys'])).toEqual(done);
    expect(readFileSync(target, 'utf8')).toBe(`${SESSION_KEYS}\n`);
    expect(modeOf(target)).toBe(0o600);
  });

  test('overwrites nothing, and leaves no file behind where it fails', async () => {
    await writeStore(1);
    writeFileSync(join(folder, 'there'), 'content');
    writeFileSync(join(dataDir, 'session-keys'), `${SESSION_KEYS}\n`);
    const before = readdirSync(folder);
    const cases: RefusalCase[] = [
      [['there'], /there is there already: name another file/],
      [['--keys', 'there'], /there is there already: name another file/],
      [['no/such/folder'], /no\/such is not there: make that folder first/],
      [['new', '--keys', 'k'], /SESSION_KEYS is set: keep a copy of that/, { SESSION_KEYS }],
      [['new'], /DATA_DIR|is not there: set DATA_DIR/, { DATA_DIR: folder }],
      [['--keys', 'new'], /There are no keys in .*: set DATA_DIR/, { DATA_DIR: folder }],
      [['new'], /STORE_URL names a Redis server/, { STORE_URL: 'redis://localhost' }],
      [[], /^Usage: npm run backup/],
      [['new', 'more'], /^Usage/],
      [['--kyes', 'new'], /^Usage/],
    ];
    await Promise.all(
      cases.map(async ([args, sentence, env]) => expectRefusal(await backup(args, env), sentence)),
    );
    expect(readdirSync(folder)).toEqual(before);
    expect(readFileSync(join(folder, 'there'), 'utf8')).toBe('content');
  });

  test('refuses a damaged store', async () => {
    await writeStore(500);
    const file = join(dataDir, 'sessions.sqlite');
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 8_192, 20_000);
    writeFileSync(file, bytes);
    const { code, output } = await backup(['new'], { SESSION_KEYS });
    expect(code).toBe(1);
    expect(output).toMatch(/is damaged|is no whole session store|cannot be copied/);
    expect(readdirSync(folder)).toEqual(['data']);
  });
});

describe('npm run restore', () => {
  const current = () => join(dataDir, 'sessions.sqlite');

  test('changes nothing where the file is no valid backup', async () => {
    await writeStore(2);
    const bytes = readFileSync(current());
    const good = join(folder, 'good');
    await writeStore(3, good);
    for (const [name, sql] of [
      ['newer', 'PRAGMA user_version = 99'],
      ['other', 'DROP TABLE sessions'],
    ] as const) {
      await writeStore(3, join(folder, name));
      change(join(folder, name), sql);
    }
    writeFileSync(join(folder, 'empty'), '');
    writeFileSync(join(folder, 'cut'), readFileSync(good).subarray(0, 5_000));
    writeFileSync(join(folder, 'text'), 'some text, long enough to be looked at. '.repeat(50));
    writeFileSync(join(folder, 'keys'), OTHER_KEY.toString('base64url'));
    const others = { SESSION_KEYS: OTHER_KEY.toString('base64url') };
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
    expect(readFileSync(current())).toEqual(bytes);
  });

  test('keeps the previous store and keys under names with the time', async () => {
    await writeStore(2);
    await writeStore(3, join(folder, 'backup'));
    writeFileSync(join(folder, 'keys'), SESSION_KEYS);
    writeFileSync(join(dataDir, 'session-keys'), OTHER_KEY.toString('base64url'));
    const { code, output } = await restore(['backup', '--keys', 'keys']);
    expect(output).toMatch(
      /^3 sessions from .*backup, read back and found whole\. Start the proxy\.\n/,
    );
    expect(code).toBe(0);
    const kept = keptFiles(output);
    expect(kept).toHaveLength(2);
    for (const file of kept) expect(file).toMatch(/\.before-\d{4}-\d\d-\d\dT[\d-]+Z$/);
    expect(readFileSync(kept[0] ?? '', 'utf8')).toBe(OTHER_KEY.toString('base64url'));
    expect(sessionsIn(kept[1] ?? '')).toBe(2);
    expect(sessionsIn(current())).toBe(3);
    expect(readFileSync(join(dataDir, 'session-keys'), 'utf8')).toBe(`${SESSION_KEYS}\n`);
    for (const name of ['sessions.sqlite', 'session-keys']) {
      expect(modeOf(join(dataDir, name))).toBe(0o600);
    }
    expect(readdirSync(dataDir)).toHaveLength(4);
  });

  test('replaces a damaged store', async () => {
    await writeStore(3, join(folder, 'backup'));
    const broken = 'no database, but long enough to be looked at as one. '.repeat(50);
    writeFileSync(current(), broken);
    writeFileSync(`${current()}-wal`, 'its log');
    const { code, output } = await restore(['backup'], { SESSION_KEYS });
    expect(code).toBe(0);
    const [aside = ''] = keptFiles(output);
    expect(readFileSync(aside, 'utf8')).toBe(broken);
    expect(readFileSync(`${aside}-wal`, 'utf8')).toBe('its log');
    expect(sessionsIn(current())).toBe(3);
  });

  test('accepts a store that was copied by hand together with its write-ahead log', async () => {
    const store = openSqliteStore(join(folder, 'live.sqlite'));
    onTestFinished(() => store.close());
    await store.insert(recordOf(1, { sealedTokens: null }));
    for (const end of ['', '-wal']) {
      copyFileSync(join(folder, `live.sqlite${end}`), join(folder, `copy${end}`));
    }
    expect(await restore(['copy'], { SESSION_KEYS })).toMatchObject({ code: 0 });
    expect(sessionsIn(current())).toBe(1);
    expect(readdirSync(dataDir)).toEqual(['sessions.sqlite']);
  });

  test('says that users of a 0.1.0 backup sign in again, unless --same-platform is given', async () => {
    await writeStore(2, join(folder, 'backup'));
    change(join(folder, 'backup'), 'DROP TABLE unbound_owner; PRAGMA user_version = 2');
    const marker = join(dataDir, 'sessions.sqlite.bound');
    const first = await restore(['backup'], { SESSION_KEYS });
    expect(first).toMatchObject({ code: 0 });
    expect(first.output).toContain('--same-platform');
    expect(existsSync(marker)).toBe(true);
    const second = await restore(['backup', '--same-platform'], { SESSION_KEYS });
    expect(second).toMatchObject({ code: 0 });
    expect(second.output).not.toContain('--same-platform');
    expect(existsSync(marker)).toBe(false);
    const backedUp = await backup(['other', '--same-platform'], { SESSION_KEYS });
    expect(backedUp.code).toBe(1);
    expect(existsSync(join(folder, 'other'))).toBe(false);
  });

  test('says how many sessions the keys open', async () => {
    await writeStore(3, join(folder, 'backup'));
    const db = new Database(join(folder, 'backup'));
    const sealed = seal('other', OTHER_KEY);
    db.prepare('UPDATE sessions SET sealed_tokens = ? WHERE id_hash = ?').run(sealed, hashOf(1));
    db.close();
    const { code, output } = await restore(['backup'], { SESSION_KEYS });
    expect(code).toBe(0);
    expect(output).toContain('The keys open only 2 of them.');
  });

  test.skipIf(process.getuid?.() !== 0)(
    'gives the files to the owner of the data folder (needs root)',
    async () => {
      await writeStore(1, join(folder, 'backup'));
      writeFileSync(join(folder, 'keys'), SESSION_KEYS);
      chownSync(dataDir, 12_345, 12_345);
      expect(await restore(['backup', '--keys', 'keys'])).toMatchObject({ code: 0 });
      for (const name of ['sessions.sqlite', 'session-keys']) {
        expect(statSync(join(dataDir, name))).toMatchObject({ uid: 12_345, gid: 12_345 });
      }
    },
  );
});
