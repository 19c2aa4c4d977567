import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT_EXTENSION } from '../support/build/built-extension.ts';
import { ROOT } from '../support/build/tools.ts';

/** What the build is made of. */
const SOURCES = ['extension', 'shared', 'wxt.config.ts', 'package.json'];

/** The host pattern of the demo's proxy, which the build must hold the permission for. */
const HOST = 'http://localhost/*';

/** Whether a build of the current sources exists for this browser and may call a proxy on this machine. */
export function isFresh(browser: keyof typeof BUILT_EXTENSION): boolean {
  const manifest = join(BUILT_EXTENSION[browser], 'manifest.json');
  try {
    const { host_permissions: hosts } = JSON.parse(readFileSync(manifest, 'utf8'));
    return hosts.includes(HOST) && statSync(manifest).mtimeMs >= newest(SOURCES);
  } catch {
    return false;
  }
}

/** The latest modification among the paths and everything in them, in Unix milliseconds. */
function newest(paths: readonly string[]): number {
  const files = paths.flatMap((path) => {
    const full = join(ROOT, path);
    if (!statSync(full).isDirectory()) return full;
    const names = readdirSync(full, { recursive: true, encoding: 'utf8' });
    return names.map((name) => join(full, name));
  });
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}
