import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { bareEnvironment } from '../build/tools.ts';
import { until } from '../waiting/until.ts';

/** A command in a real terminal, with somebody at it. Ended when the test has finished. */
export class TerminalSession {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #screen = '';

  /** @param command for the shell */
  constructor(command: string, folder: string, env: Record<string, string> = {}) {
    // script(1), of bsdutils in Debian, gives the command a terminal of its own.
    this.#child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd: folder,
      env: { ...bareEnvironment(), TERM: 'xterm', SHELL: '/bin/sh', ...env },
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
