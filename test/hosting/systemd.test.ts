import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unpackedArchive } from '../support/archive/unpacked-archive.ts';
import { ROOT } from '../support/build/tools.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { freePort } from '../support/ports/free-port.ts';
import { Program } from '../support/processes/program.ts';
import { WORKING_ENV } from '../support/proxy/exit.ts';
import { programPath } from '../support/system/ensure-system.ts';
import { until } from '../support/waiting/until.ts';
import { substitute } from './web-server.ts';

const UNIT = join(ROOT, 'proxy/deploy/balance-companion.service');

/** Of the exposure from 0 (none) to 10, as `systemd-analyze security` rates it. */
const MAX_EXPOSURE = 2;

function analyze(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(programPath('systemd-analyze'), args, {
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

/** The values of a setting in the unit. */
function values(name: string): string[] {
  const lines = readFileSync(UNIT, 'utf8').split('\n');
  return lines.filter((line) => line.startsWith(`${name}=`)).map((l) => l.slice(name.length + 1));
}

const onLinux = test.skipIf(process.platform !== 'linux');

onLinux('systemd rates the exposure of the unit as low (needs Linux)', () => {
  const { output } = analyze('security', '--offline=yes', '--no-pager', UNIT);
  const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(output)?.[1]);
  expect(exposure).toBeGreaterThan(0);
  expect(exposure).toBeLessThanOrEqual(MAX_EXPOSURE);
});

onLinux('systemd finds no error in the unit (needs Linux)', () => {
  const folder = emptyFolder();
  const unit = join(folder, 'balance-companion.service');
  // The machine of the tests has no code in the folder that the unit names.
  const text = readFileSync(UNIT, 'utf8');
  writeFileSync(unit, substitute(text, [['/opt/balance-companion', ROOT.replace(/\/$/, '')]]));
  expect(analyze('verify', '--man=no', unit)).toEqual({ status: 0, output: '' });
  writeFileSync(unit, text.replace('Restart=on-failure', 'Restart=perhaps'));
  expect(analyze('verify', '--man=no', unit).output).toContain('restart specifier');
});

test('the command of the unit starts the proxy, and SIGTERM stops it with exit code 0', async () => {
  const port = await freePort();
  const archive = await unpackedArchive();
  const [command = ''] = values('ExecStart');
  const [program = '', ...args] = command.split(' ');
  const PATH = dirname(process.execPath);
  const env = { ...WORKING_ENV, PATH, PORT: String(port), DATA_DIR: join(emptyFolder(), 'data') };
  const proxy = new Program(program, args, { cwd: archive, env });
  onTestFinished(() => void proxy.child.kill('SIGKILL'));
  await until('the proxy to respond', async () => {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  });
  expect(await proxy.stop()).toBe(0);
});
