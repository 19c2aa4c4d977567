import { stripVTControlCharacters } from 'node:util';
import type { BrowserName } from '../support/browsers/engine.ts';
import {
  BUILT_EXTENSION,
  plainEnvironment,
  WXT_TARGETS,
} from '../support/build/built-extension.ts';
import { ROOT, TOOL_PATHS } from '../support/build/tools.ts';
import type { Teardown } from '../support/environment/teardown.ts';
import { unlessAborted } from '../support/interactive/run-command.ts';
import { Program } from '../support/processes/program.ts';
import { until } from '../support/waiting/until.ts';
import { printLine } from './output.ts';

/** The folder of each browser's development build. */
export const DEV_EXTENSION = {
  chromium: `${BUILT_EXTENSION.chromium}-dev`,
  firefox: `${BUILT_EXTENSION.firefox}-dev`,
} as const;

/** Milliseconds for the first build. */
const BUILD_TIMEOUT_MS = 120_000;

/** Has WXT write plain lines, also under Vitest, and not end when standard input is closed, which CI prevents. */
const OUTPUT_ENV = { CI: 'true', NO_COLOR: '1', CONSOLA_LEVEL: '3', JITI_FS_CACHE: 'false' };

interface ExtensionServerOptions {
  /** The proxy whose address the extension starts with. */
  readonly proxyUrl: string;
  readonly teardown: Teardown;
  readonly signal: AbortSignal;
}

/** Starts WXT's development server and waits for its first build. */
export async function startExtensionServer(
  browser: BrowserName,
  { proxyUrl, teardown, signal }: ExtensionServerOptions,
): Promise<void> {
  const args = ['--browser', WXT_TARGETS[browser], '--config', 'test/dev/wxt.config.ts'];
  const wxt = new Program(process.execPath, [TOOL_PATHS.wxt, ...args], {
    cwd: ROOT,
    env: { ...plainEnvironment(), ...OUTPUT_ENV, WXT_PROXY_URL: proxyUrl },
  });
  teardown.add(() => wxt.stop());
  wxt.onLine((line) => {
    // A spinner redraws its line before the text that stays.
    const text = stripVTControlCharacters(line.split('\x1b[K').at(-1) ?? '');
    if (text.trim()) printLine('extension', text);
  });
  const built = until(
    () => `the extension to be built; WXT wrote:\n${wxt.output}`,
    () => wxt.hasEnded || wxt.output.includes('Built extension'),
    BUILD_TIMEOUT_MS,
  );
  await unlessAborted(built, signal);
  if (wxt.hasEnded) throw new Error('The extension could not be built.');
}
