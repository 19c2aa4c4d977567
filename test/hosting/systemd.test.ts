import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../support/build/tools.ts';
import { freePort } from '../support/ports/free-port.ts';
import { programPath } from '../support/system/ensure-system.ts';
import { until } from '../support/waiting/until.ts';
import { substitute } from './web-server.ts';

const UNIT = join(ROOT, 'proxy/deploy/balance-companion.service');

/** Exposure from 0 (none) to 10, as systemd rates it. */
const MOST_EXPOSURE = 2;

function analyze(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(programPath('systemd-analyze'), args, {
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-systemd-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What the unit says under a name. */
function values(name: string): string[] {
  const lines = readFileSync(UNIT, 'utf8').split('\n');
  return lines.filter((line) => line.startsWith(`${name}=`)).map((l) => l.slice(name.length + 1));
}

const onLinux = test.skipIf(process.platform !== 'linux');

onLinux('the unit gives the service little to do harm with (systemd is for Linux alone)', () => {
  const { output } = analyze('security', '--offline=yes', '--no-pager', UNIT);
  const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(output)?.[1]);
  expect(exposure).toBeGreaterThan(0);
  expect(exposure).toBeLessThanOrEqual(MOST_EXPOSURE);
});

onLinux('systemd finds nothing wrong with the unit (systemd is for Linux alone)', () => {
  const folder = emptyFolder();
  const unit = join(folder, 'balance-companion.service');
  // Where the code is to be, there is none on the machine of the tests.
  const text = readFileSync(UNIT, 'utf8');
  writeFileSync(unit, substitute(text, [['/opt/balance-companion', ROOT.replace(/\/$/, '')]]));
  expect(analyze('verify', '--man=no', unit)).toEqual({ status: 0, output: '' });
  writeFileSync(unit, text.replace('Restart=on-failure', 'Restart=perhaps'));
  expect(analyze('verify', '--man=no', unit).output).toContain('restart specifier');
});

test('its command starts the proxy, and SIGTERM ends it well within its time', async () => {
  const folder = emptyFolder();
  const port = await freePort();
  const [command = ''] = values('ExecStart');
  const [workingDirectory = ''] = values('WorkingDirectory');
  const [node = '', ...args] = command.replace(`${workingDirectory}/`, ROOT).split(' ');
  const child = spawn(node, args, {
    cwd: ROOT,
    env: {
      PLATFORM_URL: 'https://platform.example',
      OAUTH_CLIENT_ID: 'client',
      OAUTH_CLIENT_SECRET: 'secret',
      OAUTH_REDIRECT_URI: 'https://wallet.example.com/oauth/callback',
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
    },
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await until('the proxy to answer', async () => {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  });
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});
