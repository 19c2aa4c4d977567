import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Why the demo is to end before its time, where that is no fault. */
export class Interrupted extends Error {
  /** The exit code that shells give a program ended by this signal. */
  readonly exitCode: number;

  constructor(signal: (typeof SIGNALS)[number] | 'SIGPIPE') {
    super(`Interrupted by ${signal}.`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * From now on nothing ends the process at once, for it would leave others running: Ctrl-C and its like,
 * an output that nobody reads any more, and faults that nobody has caught abort the signal that is given.
 * So does the end of npm, whose shell passes no signal on.
 * Its reason is an {@link Interrupted}, or the fault. What comes later changes nothing: npm passes on
 * signals that the terminal has sent already.
 */
export function interruptions(): AbortSignal {
  const controller = new AbortController();
  for (const signal of SIGNALS) {
    process.on(signal, () => controller.abort(new Interrupted(signal)));
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => controller.abort(new Interrupted('SIGPIPE')));
  }
  const { ppid } = process;
  const watch = () => process.ppid === ppid || controller.abort(new Interrupted('SIGHUP'));
  if (process.env.npm_lifecycle_event) setInterval(watch, 500).unref();
  process.on('uncaughtException', (fault) => controller.abort(fault));
  return controller.signal;
}

/** What `work` gives, or a rejection with the reason of `signal` once that is aborted. */
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
