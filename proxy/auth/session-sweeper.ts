import { setTimeout as wait } from 'node:timers/promises';

export interface SessionSweeperOptions {
  /** Removes at most `limit` records whose time is up, and says how many it did. */
  removeEnded: (limit: number) => Promise<number>;
  /** Milliseconds from the end of one sweep to the next. */
  every: number;
  /** Told why a sweep was given up; the next one tries again. */
  onFault: (error: unknown) => void;
}

/** Records removed at a time: so few that nobody waits for them. */
const BATCH = 50;

/** Milliseconds between two batches, for whoever wants something else of the store. */
const PAUSE = 50;

/** Removes the records of sessions that have ended: a little at a time, until none is left, then again later. */
export class SessionSweeper {
  readonly #options: SessionSweeperOptions;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: SessionSweeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the batch under way is done. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { every, onFault } = this.#options;
    while (await this.#rest(every)) await this.#sweep().catch(onFault);
  }

  async #sweep(): Promise<void> {
    const { removeEnded } = this.#options;
    // Fewer than a whole batch were the last ones.
    while ((await removeEnded(BATCH)) >= BATCH) {
      if (!(await this.#rest(PAUSE))) return;
    }
  }

  /** Whether there is to be more after these milliseconds. */
  async #rest(milliseconds: number): Promise<boolean> {
    const { signal } = this.#closing;
    await wait(milliseconds, undefined, { signal, ref: false }).catch(() => {});
    return !signal.aborted;
  }
}
