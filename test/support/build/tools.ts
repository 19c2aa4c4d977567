import { fileURLToPath } from 'node:url';
import { runToEnd } from '../processes/program.ts';

/** The root folder of the package. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The part of this process's environment that the programs under test get: where other programs are, and
 * Node's compile cache, which halves the time of a start.
 */
export function bareEnvironment(): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env;
  return { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) };
}

/** The command-line tools among the package's dependencies. */
export const TOOL_PATHS = {
  wxt: 'node_modules/wxt/bin/wxt.mjs',
  vitest: 'node_modules/vitest/vitest.mjs',
  'web-ext': 'node_modules/web-ext/bin/web-ext.js',
} as const;

export interface ToolOptions {
  /** Whether it writes to this terminal instead of returning its output. */
  readonly shown?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the tool when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs a tool in the root folder, on the Node.js of this process. */
export function runTool(
  tool: keyof typeof TOOL_PATHS,
  args: readonly string[],
  { shown = false, env = process.env, signal }: ToolOptions = {},
): Promise<{ code: number; output: string }> {
  return runToEnd(process.execPath, [TOOL_PATHS[tool], ...args], {
    cwd: ROOT,
    env,
    ...(shown && { stdio: 'inherit' }),
    ...(signal && { signal }),
  });
}
