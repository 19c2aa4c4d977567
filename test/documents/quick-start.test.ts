import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cloneOfHere, removeFolders } from '../shipping/working-copy.ts';
import { startPlatform } from '../support/fake-platform/platform.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { freePort } from '../support/ports/free-port.ts';
import { Client } from '../support/proxy/client.ts';
import { TerminalSession } from '../support/terminal/terminal-session.ts';
import { until } from '../support/waiting/until.ts';
import { commandsIn } from './read-document.ts';

/** A PATH with Node, npm, git and what every system has for scripts, and nothing else. */
function barePath(): string {
  const folder = emptyFolder();
  const where = (program: string) =>
    spawnSync('sh', ['-c', `command -v ${program}`], {
      encoding: 'utf8',
      // The Node of the machine, not the one in node_modules that npm puts first for its scripts.
      env: { PATH: (process.env.PATH ?? '').replaceAll(/[^:]*node_modules[^:]*:?/g, '') },
    }).stdout.trim();
  for (const program of ['node', 'npm', 'git', 'sh', 'env', 'script', 'uname']) {
    const path = where(program);
    if (path !== '') symlinkSync(path, join(folder, program));
  }
  return folder;
}

test('the quick start of the README leads from a clone to a proxy that shows a balance', {
  timeout: 240_000,
}, async () => {
  const platform = await startPlatform();
  onTestFinished(() => platform.close());
  onTestFinished(removeFolders);
  const clone = cloneOfHere('clone');
  const port = await freePort();
  const address = `http://localhost:${port}`;
  const env = {
    PATH: barePath(),
    HOME: process.env.HOME ?? '',
    PORT: String(port),
    npm_config_prefer_offline: 'true',
  };
  const run = (command: string) =>
    spawnSync('sh', ['-c', command], { cwd: clone, env, encoding: 'utf8' });

  const commands = commandsIn('README.md', 'Host the proxy in five minutes');
  expect(commands).toEqual(commandsIn('README.zh-CN.md', '五分钟托管代理'));
  const [install = '', register = '', check = '', start = '', ...more] = commands;
  expect(more).toEqual([]);

  const installed = run(install);
  expect(installed.status, installed.stderr).toBe(0);

  const session = new TerminalSession(register, clone, env);
  await session.shows('Address of the platform');
  session.type(`${platform.url}\r`);
  await session.shows('such as https://wallet.example.com: ');
  session.type(`${address}\r`);
  await session.shows('Name of the application');
  session.type('\r');
  await session.shows('Your developer token');
  session.type(`${platform.developerToken}\r`);
  expect(await session.ended(), session.screen).toBe(0);

  const checked = run(check);
  expect(checked.stdout).toContain('Every setting is fine.');
  expect(checked.status).toBe(0);

  const proxy = new TerminalSession(start, clone, env);
  await until('the proxy to be ready', async () => (await fetch(`${address}/readyz`)).ok);
  const client = new Client(address, platform);
  expect(await client.signIn()).toBe('/?login=success');
  expect((await client.api('/api/user/info')).json().balance_formatted).toBe('750.00');
  proxy.type('\u0003');
  await proxy.ended();
  await expect(fetch(`${address}/healthz`)).rejects.toThrow();
});
