import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Program } from '../../support/processes/program.ts';

const METER = new URL('meter.js', import.meta.url).href;
const BENCH = fileURLToPath(new URL('..', import.meta.url));

/** What a process has used since it started. */
export interface Usage {
  /** Microseconds of processor time, all threads together. */
  cpu: number;
  /** Bytes of memory that it holds now. */
  resident: number;
  /** Milliseconds of the longest time since the last report in which the event loop was blocked. */
  longestBlock: number;
}

/** A program in its own process, which reports what it uses. Only its standard error is kept. */
export class MeasuredProcess extends Program {
  /**
   * @param file relative to the folder of the benchmarks
   * @param folder where it starts: one without a `.env`
   */
  constructor(file: string, env: Readonly<Record<string, string>>, folder: string) {
    super(process.execPath, ['--import', METER, resolve(BENCH, file)], {
      cwd: folder,
      env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
  }

  send(message: object | string): void {
    this.child.send(message);
  }

  /** Sends a message and returns the reply, one at a time. Rejects where the process ends instead. */
  async query<T>(message: object | string): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<T>();
    const onReply = resolve as (reply: unknown) => void;
    const ended = this.ended.then(() => {
      throw new Error(`A measured process ended:\n${this.output}`);
    });
    this.child.once('message', onReply);
    if (!this.hasEnded) this.send(message);
    try {
      return await Promise.race([promise, ended]);
    } finally {
      this.child.off('message', onReply);
    }
  }

  usage(): Promise<Usage> {
    return this.query('usage');
  }
}
