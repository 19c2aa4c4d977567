import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bareEnvironment, ROOT } from '../build/tools.ts';
import { TerminalSession } from '../terminal/terminal-session.ts';

const COMMAND = join(ROOT, 'proxy/cli/register/main.ts');

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `npm run register` without a terminal. */
export async function runRegister(
  folder: string,
  args: readonly string[],
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
): Promise<Run> {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    env: { ...bareEnvironment(), ...env },
  });
  const run: Run = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    run.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    run.stderr += chunk;
  });
  child.stdin.end(input);
  run.code = await new Promise((resolve) => child.once('close', resolve));
  return run;
}

/** Runs `npm run register` in a terminal. */
export function registerAtTerminal(folder: string, args: readonly string[] = []): TerminalSession {
  const command = [process.execPath, COMMAND, ...args].map((word) => `'${word}'`).join(' ');
  return new TerminalSession(command, folder);
}
