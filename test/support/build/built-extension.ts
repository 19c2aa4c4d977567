import { join } from 'node:path';
import { ROOT, runTool } from './tools.ts';

/** The browsers that the extension is built for, and the folder of each build. */
export const BUILT_EXTENSION = {
  chromium: join(ROOT, '.output/chrome-mv3'),
  firefox: join(ROOT, '.output/firefox-mv3'),
} as const;

/** The environment without anything that would change a build. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(WXT_|VITE|NODE_ENV$)/.test(name));
  return Object.fromEntries(kept);
}

/**
 * Builds the extension for both browsers as a person would get it: for production and with the default
 * address of the proxy, whatever the environment says. Throws with the tool's output where a build fails.
 */
export async function buildExtension(): Promise<void> {
  const env = plainEnvironment();
  for (const args of [
    ['prepare'],
    ['build', '--browser', 'chrome'],
    ['build', '--browser', 'firefox'],
  ]) {
    const { code, output } = await runTool('wxt', args, { shown: false, env });
    if (code !== 0) throw new Error(`wxt ${args.join(' ')} failed (exit code ${code}):\n${output}`);
  }
}
