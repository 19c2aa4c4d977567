import { constants } from 'node:os';
import { Teardown } from '../environment/teardown.ts';
import { CommandError } from '../system/find-program.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The reason of an abort that is not an error: a signal, or output that nobody reads any more. */
class Interruption extends Error {
  /** 128 and the signal's number, as shells report it. */
  readonly exitCode: number;

  constructor(signal: (typeof SIGNALS)[number] | 'SIGPIPE') {
    super(`Interrupted by ${signal}.`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Runs a command that starts other programs. The command adds to `teardown` what it starts and stops when
 * `signal` aborts; everything it started has ended when this resolves with the exit code: 0, or 1 after an
 * error, or 128 and the signal's number after an interruption.
 */
export async function runCommand(
  command: (signal: AbortSignal, teardown: Teardown) => Promise<void>,
): Promise<number> {
  const signal = interruptions();
  const teardown = new Teardown();
  const code = await command(signal, teardown).then(
    () => 0,
    (error: unknown) => exitCodeOf(signal.aborted ? signal.reason : error),
  );
  try {
    await teardown.run();
  } catch (error) {
    console.error(error);
    return code || 1;
  }
  if (signal.aborted) console.log('Ended. Nothing is left running.');
  return code;
}

/** Waits until `ended` resolves or a signal interrupts the command, which is how its users end it. */
export async function waitUntilEnded(ended: Promise<void>, signal: AbortSignal): Promise<void> {
  await unlessAborted(ended, signal).catch((error: unknown) => {
    if (!(signal.reason instanceof Interruption)) throw error;
  });
}

/** Resolves as `work` does, or rejects with the signal's reason once that is aborted. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => undefined);
  }
}

/**
 * From now on nothing ends this process at once, which would leave the programs it started running. Signals,
 * a closed output, uncaught errors and the end of npm (whose shell passes no signal on) abort this signal
 * instead. Only the first of them counts: npm passes on signals that the terminal has sent already.
 */
function interruptions(): AbortSignal {
  const controller = new AbortController();
  for (const signal of SIGNALS) {
    process.on(signal, () => controller.abort(new Interruption(signal)));
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => controller.abort(new Interruption('SIGPIPE')));
  }
  const { ppid } = process;
  const checkParent = () => process.ppid === ppid || controller.abort(new Interruption('SIGHUP'));
  if (process.env.npm_lifecycle_event) setInterval(checkParent, 500).unref();
  process.on('uncaughtException', (error) => controller.abort(error));
  return controller.signal;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof Interruption) return error.exitCode;
  console.error(error instanceof CommandError ? error.message : error);
  return 1;
}
