import { onTestFinished } from 'vitest';
import { bareEnvironment } from '../build/tools.ts';
import { Program } from '../processes/program.ts';
import { until } from '../waiting/until.ts';

/** A command in a real terminal. It is killed when the test has finished. */
export class TerminalSession {
  readonly #program: Program;

  /** @param command for the shell */
  constructor(command: string, folder: string, env: Record<string, string> = {}) {
    // script(1), of bsdutils in Debian, gives the command a terminal of its own.
    this.#program = new Program(
      'script',
      ['--quiet', '--return', '--command', command, '/dev/null'],
      {
        cwd: folder,
        env: { ...bareEnvironment(), TERM: 'xterm', SHELL: '/bin/sh', ...env },
        stdio: 'pipe',
      },
    );
    onTestFinished(() => {
      this.#program.child.kill('SIGKILL');
    });
  }

  /** Everything the command has written to the terminal. */
  get screen(): string {
    return this.#program.output;
  }

  async shows(text: string): Promise<void> {
    await until(
      () => `${text} on the screen, which is:\n${this.screen}`,
      () => this.screen.includes(text),
    );
  }

  type(text: string): void {
    this.#program.child.stdin?.write(text);
  }

  /** The exit code, once the command has ended. */
  ended(): Promise<number | null> {
    return this.#program.ended;
  }
}
