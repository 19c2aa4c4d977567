import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { constants, enableCompileCache, getCompileCacheDir } from 'node:module';
import { basename, join } from 'node:path';

/**
 * Lets Node.js keep the compiled code of what is imported from now on in the data folder, which takes a third off the
 * processor time of the next start, and removes that of other versions. Nothing is kept where another user can write:
 * the proxy runs what is in there.
 */
export function keepCompiledCode(dataDir: string): void {
  const folder = join(dataDir, 'compile-cache');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Node.js makes a folder in there that the group can write if the umask lets it.
    if (!isOwn(dataDir, 0o022) || !isOwn(folder, 0o077)) return;
    const { status } = enableCompileCache(folder);
    if (status === constants.compileCacheStatus.ENABLED) removeOthers(folder);
  } catch {
    // Compiling again is all that is lost.
  }
}

/** Removes what other versions of Node.js have kept. */
function removeOthers(folder: string): void {
  const own = basename(getCompileCacheDir() ?? '');
  for (const name of readdirSync(folder)) {
    if (name !== own) rmSync(join(folder, name), { recursive: true });
  }
}

/**
 * Never true where folders have neither owner nor mode.
 * @param denied the permissions that group and others must not have
 */
function isOwn(folder: string, denied: number): boolean {
  const { uid, mode } = statSync(folder);
  return uid === process.getuid?.() && (mode & denied) === 0;
}
