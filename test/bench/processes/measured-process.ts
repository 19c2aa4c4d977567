import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Usage } from './meter.ts';

const METER = new URL('meter.ts', import.meta.url).href;

/** A program in a process of its own that can be asked what it uses, and what else it knows. */
export class MeasuredProcess {
  readonly #child: ChildProcess;
  #errors = '';

  /**
   * @param program its file, relative to the folder of the benchmarks
   * @param folder where it starts: one without a `.env`
   */
  constructor(program: string, env: Readonly<Record<string, string>>, folder: string) {
    const file = fileURLToPath(new URL(`../${program}`, import.meta.url));
    this.#child = fork(file, {
      cwd: folder,
      env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
      execArgv: ['--import', METER],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors += chunk;
    });
  }

  /** What it has written about faults. */
  get errors(): string {
    return this.#errors;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  tell(message: unknown): void {
    this.#child.send(message as object);
  }

  /** Asks one question at a time; rejects where the process ends instead of answering. */
  async ask<T>(question: unknown): Promise<T> {
    const died = () => new Error(`A measured process ended:\n${this.#errors}`);
    if (this.hasEnded) throw died();
    const answered = new AbortController();
    const { signal } = answered;
    const answer = once(this.#child, 'message', { signal }) as Promise<[T]>;
    const end = once(this.#child, 'exit', { signal }).then(() => {
      throw died();
    });
    this.tell(question);
    try {
      const [value] = await Promise.race([answer, end]);
      return value;
    } finally {
      answered.abort();
      await Promise.allSettled([answer, end]);
    }
  }

  usage(): Promise<Usage> {
    return this.ask('usage');
  }

  async close(): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
