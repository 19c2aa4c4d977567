import { join } from 'node:path';
import { makeWarmProfile, WARM_PROFILE } from '../browsers/firefox/warm-profile.ts';
import { removeProfile } from '../browsers/profile.ts';
import { BUILT_EXTENSION, buildExtension } from '../build/built-extension.ts';
import { ROOT, runTool } from '../build/tools.ts';
import { ensureSystem } from '../system/ensure-system.ts';
import { CommandError } from '../system/find-program.ts';
import { PROGRAMS } from '../system/programs.ts';
import { preparationFor } from './projects.ts';

/** Shortens the start of programs, of which the tests run hundreds. */
const COMPILE_CACHE = join(ROOT, 'node_modules/.cache/node-compile-cache');

/** Prepares what the tests need, runs them with these arguments of Vitest, and returns the exit code. */
export async function runTests(args: readonly string[]): Promise<number> {
  const { programs, extension } = preparationFor(args);
  let profile: string | undefined;
  try {
    const found = ensureSystem(programs);
    const variables = programs.map((need) => [PROGRAMS[need].variable, found[need]]);
    if (extension) {
      console.log('Building the extension for Chromium and Firefox.');
      await buildExtension();
    }
    if (found.firefox) {
      const options = { executable: found.firefox, extension: BUILT_EXTENSION.firefox };
      profile = await makeWarmProfile(options);
    }
    const env = {
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...process.env,
      ...Object.fromEntries(variables),
      ...(profile && { [WARM_PROFILE]: profile }),
    };
    return (await runTool('vitest', ['run', ...args], { shown: true, env })).code;
  } catch (error) {
    console.error(error instanceof CommandError ? error.message : error);
    return 1;
  } finally {
    if (profile) removeProfile(profile);
  }
}
