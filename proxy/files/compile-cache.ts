import { mkdirSync, statSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Lets Node.js keep the compiled code of what is imported from now on in the data folder, which takes a third off the
 * processor time of the next start. Nothing is kept where another user can write: the proxy runs what is in there.
 */
export function keepCompiledCode(dataDir: string): void {
  const folder = join(dataDir, 'compile-cache');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isWrittenByOwnerAlone(dataDir) && isWrittenByOwnerAlone(folder)) enableCompileCache(folder);
  } catch {
    // Compiling again is all that is lost.
  }
}

/** Never true where folders have neither owner nor mode. */
function isWrittenByOwnerAlone(folder: string): boolean {
  const { uid, mode } = statSync(folder);
  return uid === process.getuid?.() && (mode & 0o022) === 0;
}
