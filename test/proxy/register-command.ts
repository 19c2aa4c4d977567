import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ROOT } from '../build/tools.ts';
import { until } from '../waiting/until.ts';

const COMMAND = join(ROOT, 'proxy/register/main.ts');

/** An empty folder, as somebody starts in; gone when the test has finished. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-register-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `npm run register` as a script would: nobody can be asked. */
export async function runRegister(
  folder: string,
  args: readonly string[],
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
): Promise<Run> {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
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

/** `npm run register` in a real terminal, with somebody at it. */
export class TerminalSession {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #screen = '';

  constructor(folder: string, args: readonly string[] = []) {
    const command = [process.execPath, COMMAND, ...args].map((word) => `'${word}'`).join(' ');
    // script(1), of bsdutils in Debian, gives the command a terminal of its own.
    this.#child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd: folder,
      env: { PATH: process.env.PATH, TERM: 'xterm', SHELL: '/bin/sh' },
    });
    this.#child.stdout?.on('data', (chunk) => {
      this.#screen += chunk;
    });
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
    onTestFinished(() => {
      this.#child.kill('SIGKILL');
    });
  }

  /** All that was on the screen so far. */
  get screen(): string {
    return this.#screen;
  }

  async shows(text: string): Promise<void> {
    await until(
      () => `${text} on the screen, which is:\n${this.#screen}`,
      () => this.#screen.includes(text),
    );
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** The exit code, once the command has ended. */
  ended(): Promise<number | null> {
    return this.#ended;
  }
}
