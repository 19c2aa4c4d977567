import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The folder of the whole package. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * What a program of ours is given of this process's environment: where other programs are, and where
 * Node keeps what it has compiled, which halves the time of a start.
 */
export function bareEnvironment(): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env;
  return { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) };
}

/** A command-line tool of the package's own dependencies. */
export type Tool = 'wxt' | 'vitest' | 'web-ext';

/** Where each tool starts; run by this very Node, so that no other one on the machine is met. */
const ENTRIES: Record<Tool, string> = {
  wxt: 'node_modules/wxt/bin/wxt.mjs',
  vitest: 'node_modules/vitest/vitest.mjs',
  'web-ext': 'node_modules/web-ext/bin/web-ext.js',
};

export interface ToolRun {
  /** Whether it writes to this terminal; otherwise its output is kept and given back. */
  readonly shown: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a tool in the package's folder and gives its exit code and what it wrote. */
export function runTool(
  tool: Tool,
  args: readonly string[],
  { shown, env = process.env }: ToolRun,
): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [ENTRIES[tool], ...args], {
    cwd: ROOT,
    env,
    stdio: shown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ code: code ?? (signal ? 1 : 0), output: Buffer.concat(chunks).toString() });
    });
  });
}
