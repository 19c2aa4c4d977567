import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserName } from '../support/browsers/browser-under-test.ts';
import { BUILT_EXTENSION, plainEnvironment } from '../support/build/built-extension.ts';
import { ROOT } from '../support/build/tools.ts';

/** What the build is made of. */
const SOURCES = ['extension', 'shared', 'wxt.config.ts', 'package.json'];

/** The host that the demo's proxy is reached at, which the build must be allowed to ask. */
const HOST = 'http://localhost/*';

const WXT_TARGETS = { chromium: 'chrome', firefox: 'firefox' } as const;

/** Whether the extension is built for this browser, from the sources as they are, for a proxy on this machine. */
export function isFresh(browser: BrowserName): boolean {
  const manifest = join(BUILT_EXTENSION[browser], 'manifest.json');
  try {
    const { host_permissions: hosts } = JSON.parse(readFileSync(manifest, 'utf8'));
    return hosts.includes(HOST) && statSync(manifest).mtimeMs >= newest(SOURCES);
  } catch {
    return false;
  }
}

/** Builds the extension for this browser, for a proxy on this machine; `signal` ends that at once. */
export async function build(browser: BrowserName, signal: AbortSignal): Promise<void> {
  await wxt(['prepare'], signal);
  await wxt(['build', '--browser', WXT_TARGETS[browser]], signal);
}

async function wxt(args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, ['node_modules/wxt/bin/wxt.mjs', ...args], {
    cwd: ROOT,
    env: plainEnvironment(),
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const [code] = await once(child, 'close');
  if (code === 0) return;
  throw new Error(`The extension could not be built:\n${Buffer.concat(output)}`);
}

function newest(paths: readonly string[]): number {
  const times = paths.flatMap((path) => {
    const whole = join(ROOT, path);
    if (!statSync(whole).isDirectory()) return statSync(whole).mtimeMs;
    return readdirSync(whole, { recursive: true, encoding: 'utf8' }).map(
      (name) => statSync(join(whole, name)).mtimeMs,
    );
  });
  return Math.max(...times);
}
