import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Usage } from './meter.ts';

const METER = new URL('meter.ts', import.meta.url).href;

/** A program in its own process, which reports what it uses. */
export class MeasuredProcess {
  readonly #child: ChildProcess;
  #errors = '';

  /**
   * @param file relative to the folder of the benchmarks
   * @param folder where it starts: one without a `.env`
   */
  constructor(file: string, env: Readonly<Record<string, string>>, folder: string) {
    this.#child = fork(fileURLToPath(new URL(`../${file}`, import.meta.url)), {
      cwd: folder,
      env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
      execArgv: ['--import', METER],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors += chunk;
    });
  }

  /** Everything it has written to standard error. */
  get errors(): string {
    return this.#errors;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  send(message: unknown): void {
    this.#child.send(message as object);
  }

  /** Sends a message and returns the reply, one at a time. Rejects where the process ends instead. */
  async query<T>(message: unknown): Promise<T> {
    const ended = () => new Error(`A measured process ended:\n${this.#errors}`);
    if (this.hasEnded) throw ended();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const onExit = () => reject(ended());
    this.#child.once('message', resolve as (reply: unknown) => void).once('exit', onExit);
    this.send(message);
    try {
      return await promise;
    } finally {
      this.#child.off('message', resolve as (reply: unknown) => void).off('exit', onExit);
    }
  }

  usage(): Promise<Usage> {
    return this.query('usage');
  }

  async close(): Promise<void> {
    if (this.hasEnded) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}
