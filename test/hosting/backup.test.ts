import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCluster } from '../resilience/cluster.ts';
import { startLoad } from '../resilience/load.ts';
import { bareEnvironment, ROOT } from '../support/build/tools.ts';
import type { Client } from '../support/proxy/client.ts';
import { ProxyProcess } from '../support/proxy-process/proxy-process.ts';
import { until } from '../support/waiting/until.ts';
import {
  expectRefusal,
  installation,
  keptFiles,
  modeOf,
  type RefusalCase,
  SESSION_KEYS,
  sessionsIn,
  writeStore,
} from './installation.ts';

/** Fails unless the browser is signed in as `staying` in slot 0 and as `beside` in slot 3. */
async function expectBothAccounts(client: Client): Promise<void> {
  expect((await client.inSlot(0)).json().username).toBe('staying');
  expect((await client.inSlot(3)).json().username).toBe('beside');
}

test('a backup taken under load restores sessions that the same cookies open, also in another data folder', async () => {
  const { folder, backup, restore } = installation();
  const cluster = await startCluster({ env: { SESSION_KEYS: '' } });
  const { platform, proxies } = cluster;
  const [proxy] = proxies as [ProxyProcess];
  const env = { DATA_DIR: cluster.dataDir };
  const file = join(folder, 'backup.sqlite');
  const keys = join(folder, 'keys');
  const staying = await cluster.signedIn('staying');
  platform.users.add({ username: 'beside' });
  expect(await staying.signIn('beside', 3)).toBe('/?login=success');
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
  expect(taken.output).toContain(`7 sessions in ${file}, read back and found whole.`);
  expect(Object.keys(load.outcomes)).toEqual(['200']);
  expect([modeOf(file), modeOf(keys)]).toEqual([0o600, 0o600]);
  expect(readdirSync(folder).sort()).toEqual(['backup.sqlite', 'data', 'keys']);

  platform.settings.accessTokenLifetime = 7_200;
  const late = await cluster.signedIn('late');
  expect(await leaving.outcome('/auth/logout', { method: 'POST' })).toBe('204');
  expectRefusal(
    await restore([file], env),
    /^A proxy uses \S+sessions\.sqlite: stop it first\.\n$/,
  );
  expect(await late.outcome()).toBe('200');

  await proxy.stop();
  const restored = await restore([file], env);
  expect(restored).toMatchObject({ code: 0 });
  await proxy.start();
  await expectBothAccounts(staying);
  expect(await late.outcome()).toBe('401 not_authenticated');
  expect(await copyOfLeaving.outcome()).toBe('200');
  expect(keptFiles(restored.output).map(sessionsIn)).toEqual([7]);

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
  await expectBothAccounts(staying);
});

test('npm run backup writes to the current folder of the user', async () => {
  const { folder, dataDir, store } = installation();
  await writeStore(store, 1);
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
  const { folder, keys, backup } = installation();
  writeFileSync(keys, `${SESSION_KEYS}\n`);
  const target = join(folder, 'keys');
  const done = { code: 0, output: `The keys are in ${target}.\n` };
  expect(await backup(['--keys', 'keys'])).toEqual(done);
  expect(await backup(['--keys', 'keys'])).toEqual(done);
  expect(readFileSync(target, 'utf8')).toBe(`${SESSION_KEYS}\n`);
  expect(modeOf(target)).toBe(0o600);
});

test('overwrites nothing, and leaves no file behind where it fails', async () => {
  const { folder, store, keys, backup } = installation();
  await writeStore(store, 1);
  writeFileSync(join(folder, 'there'), 'content');
  writeFileSync(keys, `${SESSION_KEYS}\n`);
  const before = readdirSync(folder);
  const cases: RefusalCase[] = [
    [['there'], /there is there already: name another file/],
    [['--keys', 'there'], /there is there already: name another file/],
    [['no/such/folder'], /no\/such is not there: make that folder first/],
    [['new', '--keys', 'k'], /SESSION_KEYS is set: keep a copy of that/, { SESSION_KEYS }],
    [['new'], /DATA_DIR|is not there: set DATA_DIR/, { DATA_DIR: folder }],
    [['--keys', 'new'], /There are no keys in .*: set DATA_DIR/, { DATA_DIR: folder }],
    [['new'], /sessions are in Redis: back up/, { STORE_URL: 'redis://localhost' }],
    [['new'], /in Redis Cluster: back up/, { STORE_URL: 'redis-cluster://localhost' }],
    [[], /^Usage: npm run backup/],
    [['new', 'more'], /^Usage/],
    [['--kyes', 'new'], /^Usage/],
    [['new', '--same-platform'], /^Usage/, { SESSION_KEYS }],
  ];
  await Promise.all(
    cases.map(async ([args, sentence, env]) => expectRefusal(await backup(args, env), sentence)),
  );
  expect(readdirSync(folder)).toEqual(before);
  expect(readFileSync(join(folder, 'there'), 'utf8')).toBe('content');
});

test('refuses a damaged store', async () => {
  const { folder, store, backup } = installation();
  await writeStore(store, 500);
  const bytes = readFileSync(store);
  bytes.fill(0x5a, 8_192, 20_000);
  writeFileSync(store, bytes);
  const problem = /is damaged|is no whole session store|cannot be copied/;
  expectRefusal(await backup(['new'], { SESSION_KEYS }), problem);
  expect(readdirSync(folder)).toEqual(['data']);
});
