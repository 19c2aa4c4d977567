import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { bareEnvironment, ROOT } from '../support/build/tools.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { runToEnd } from '../support/processes/program.ts';

/** The folder in which a process keeps compiled code when its data is in `dataDir`. */
async function cacheFolder(dataDir: string): Promise<string> {
  const program = `
    import { getCompileCacheDir } from 'node:module';
    import { keepCompiledCode } from '${ROOT}proxy/files/compile-cache.ts';
    keepCompiledCode('${dataDir}');
    process.stdout.write(getCompileCacheDir() ?? '');`;
  const args = ['--input-type=module', '--eval', program];
  // The variable, which the tests have for their own processes, comes before the folder.
  const { NODE_COMPILE_CACHE: _, ...env } = bareEnvironment();
  return (await runToEnd(process.execPath, args, { cwd: dataDir, env })).output;
}

test('compiled code is kept in the data folder, where no other user can write', async () => {
  const dataDir = emptyFolder();
  expect(await cacheFolder(dataDir)).toContain(join(dataDir, 'compile-cache'));
});

test('compiled code of another version of Node.js is removed', async () => {
  const dataDir = emptyFolder();
  const folder = join(dataDir, 'compile-cache');
  const own = basename(await cacheFolder(dataDir));
  mkdirSync(join(folder, 'v24.0.0-x64-00000000-0'));
  await cacheFolder(dataDir);
  expect(readdirSync(folder)).toEqual([own]);
});

test('no compiled code is kept where another user could replace it', async () => {
  const open = emptyFolder();
  chmodSync(open, 0o777);
  expect(await cacheFolder(open)).toBe('');

  const planted = emptyFolder();
  mkdirSync(join(planted, 'compile-cache'));
  // With the umask 002, the group can write to what Node.js creates in there.
  chmodSync(join(planted, 'compile-cache'), 0o755);
  expect(await cacheFolder(planted)).toBe('');
});
