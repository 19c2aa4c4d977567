import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program in a process of its own, and everything it has written. */
export class Program {
  readonly child: ChildProcess;
  /** Its standard output and standard error so far. */
  output = '';
  /** The exit code once the program has ended and its output is complete; null where a signal ended it. */
  readonly ended: Promise<number | null>;

  constructor(command: string, args: readonly string[], options: SpawnOptions = {}) {
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', resolve);
    });
    this.ended.catch(() => undefined);
  }

  /** Calls the listener with each line that the program writes from now on. */
  onLine(listener: (line: string) => void): void {
    for (const input of [this.child.stdout, this.child.stderr]) {
      if (input) createInterface({ input }).on('line', listener);
    }
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Sends a signal and waits until the program has ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** Runs a program until it ends by itself. The code is 1 where a signal ended it. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<{ code: number; output: string }> {
  const program = new Program(command, args, options);
  const code = (await program.ended) ?? 1;
  return { code, output: program.output };
}
