import { chmodSync, chownSync, copyFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unpackedArchive } from '../support/archive/unpacked-archive.ts';
import { startPlatform } from '../support/fake-platform/platform.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { freePort } from '../support/ports/free-port.ts';
import { Program, runToEnd } from '../support/processes/program.ts';
import { Client } from '../support/proxy/client.ts';
import { until } from '../support/waiting/until.ts';

const RUNS_AS_ROOT = process.getuid?.() === 0;
const OTHER_USER = 1000;

/** Makes a folder and all that is in it readable, and nothing of it writable, for every user. */
function makeReadOnly(folder: string): void {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const path of [folder, ...names.map((name) => join(folder, name))]) {
    chmodSync(path, statSync(path).isDirectory() ? 0o555 : 0o444);
  }
  onTestFinished(() => {
    for (const path of ['', 'lib', 'deploy']) chmodSync(join(folder, path), 0o755);
  });
}

/** A machine with the unpacked archive, Node.js and nothing else: its user can write to one folder. */
async function machine() {
  const archive = await unpackedArchive();
  makeReadOnly(archive);
  const bin = emptyFolder();
  copyFileSync(process.execPath, join(bin, 'node'));
  chmodSync(bin, 0o755);
  const home = emptyFolder();
  if (RUNS_AS_ROOT) chownSync(home, OTHER_USER, OTHER_USER);
  const platform = await startPlatform();
  onTestFinished(() => platform.close());
  const [port, metricsPort] = await Promise.all([freePort(), freePort()]);
  const address = `http://localhost:${port}`;
  const redirectUri = `${address}/oauth/callback`;
  const { clientId, clientSecret } = platform.registerApp({ name: 'Companion', redirectUri });
  const options = {
    cwd: archive,
    ...(RUNS_AS_ROOT && { uid: OTHER_USER, gid: OTHER_USER }),
    env: {
      PATH: bin,
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      DATA_DIR: join(home, 'data'),
      PLATFORM_URL: platform.url,
      OAUTH_CLIENT_ID: clientId,
      OAUTH_CLIENT_SECRET: clientSecret,
      OAUTH_REDIRECT_URI: redirectUri,
    },
  };
  const node = join(bin, 'node');
  const run = (...args: string[]) => runToEnd(node, ['main.js', ...args], options);
  const start = async () => {
    const proxy = new Program(node, ['main.js'], options);
    onTestFinished(() => void proxy.child.kill('SIGKILL'));
    await until(
      () => `the proxy to be ready; it wrote:\n${proxy.output}`,
      async () => (await fetch(`${address}/readyz`)).ok,
    );
    return proxy;
  };
  const metrics = `http://localhost:${metricsPort}/metrics`;
  return { archive, home, platform, address, metrics, run, start };
}

test('the archive does the whole job with Node.js alone, as a user who can write to one folder', async () => {
  const { archive, home, platform, address, metrics, run, start } = await machine();
  const before = readdirSync(archive, { recursive: true });
  const checked = await run('--check');
  expect(checked.output).toContain('Every setting is fine.');
  expect(checked.code).toBe(0);

  const proxy = await start();
  const client = new Client(address, platform);
  const balance = async () => (await client.api('/api/user/info')).json().balance_formatted;
  expect(await client.signIn()).toBe('/?login=success');
  expect(await balance()).toBe('750.00');
  expect((await client.send('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' });

  const backup = join(home, 'backup.sqlite');
  const taken = await run('backup', backup);
  expect(taken.output).toContain(`1 session in ${backup}`);
  expect(taken.output).toContain('(node main.js backup --keys FILE)');
  const examined = await run('doctor', address, '--metrics', metrics);
  expect(examined.output).toContain('0 failed');
  expect(examined.code).toBe(0);

  expect(await client.outcome('/auth/logout', { method: 'POST' })).toBe('204');
  expect(await proxy.stop()).toBe(0);
  const restored = await run('restore', backup);
  expect(restored.output).toContain(`1 session from ${backup}`);
  expect(readdirSync(archive, { recursive: true })).toEqual(before);
});

test('the commands of the archive name themselves as they are run there', async () => {
  const archive = await unpackedArchive();
  const run = (...args: string[]) =>
    runToEnd(process.execPath, ['main.js', ...args], { cwd: archive, env: {} });
  const [doctor, register, restore, check] = await Promise.all([
    run('doctor'),
    run('register', '--help'),
    run('restore'),
    run('--check'),
  ]);
  expect(doctor.output).toContain('  node main.js doctor https://wallet.example.com');
  expect(register.output).toContain('  node main.js register --platform');
  expect(restore.output).toContain('Usage: node main.js restore FILE');
  expect(check.output).toContain('PLATFORM_URL is missing');
});
