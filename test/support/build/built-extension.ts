import { join } from 'node:path';
import type { BrowserName } from '../browsers/engine.ts';
import { ROOT, runTool } from './tools.ts';

/** The folder of each browser's production build. */
export const BUILT_EXTENSION = {
  chromium: join(ROOT, '.output/chrome-mv3'),
  firefox: join(ROOT, '.output/firefox-mv3'),
} as const;

/** What WXT calls the browsers. */
export const WXT_TARGETS = { chromium: 'chrome', firefox: 'firefox' } as const;

/** The environment without variables that change a build. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(WXT_|VITE|NODE_ENV$)/.test(name));
  return Object.fromEntries(kept);
}

/**
 * Builds the extension for production and with the proxy's default address, whatever the environment says.
 * Throws with WXT's output where a build fails.
 */
export async function buildExtension(
  browsers: readonly BrowserName[] = ['chromium', 'firefox'],
  signal?: AbortSignal,
): Promise<void> {
  const builds = browsers.map((browser) => ['build', '--browser', WXT_TARGETS[browser]]);
  for (const args of [['prepare'], ...builds]) {
    const { code, output } = await runTool('wxt', args, { env: plainEnvironment(), signal });
    if (code !== 0) throw new Error(`wxt ${args.join(' ')} failed (exit code ${code}):\n${output}`);
  }
}
