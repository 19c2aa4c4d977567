import { pause } from './pause.ts';

export interface IntervalLoopOptions {
  /** Milliseconds from the end of one run to the start of the next. */
  intervalMs: number;
  /** Ends early when the signal is aborted. */
  run: (signal: AbortSignal) => unknown;
  /** Whether the first run starts at once and not after the first interval. */
  runAtStart?: boolean;
  /** Receives the error of a failed run; the loop goes on. */
  onError?: (error: unknown) => void;
}

/** Repeats `run`, one run at a time, until it is closed. It does not keep the process alive. */
export class IntervalLoop {
  readonly #options: IntervalLoopOptions;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: IntervalLoopOptions) {
    this.#options = options;
  }

  /** Starts the loop; does nothing if it was started before. */
  start(): void {
    this.#running ??= this.#repeat();
  }

  /** Ends the loop; resolves when the current run is over. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #repeat(): Promise<void> {
    const { intervalMs, run, runAtStart = false, onError = () => {} } = this.#options;
    const { signal } = this.#closing;
    if (!runAtStart) await pause(intervalMs, signal);
    while (!signal.aborted) {
      try {
        await run(signal);
      } catch (error) {
        onError(error);
      }
      await pause(intervalMs, signal);
    }
  }
}
