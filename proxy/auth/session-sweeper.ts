import { IntervalLoop } from '../timing/interval-loop.ts';
import { pause } from '../timing/pause.ts';

export interface SessionSweeperOptions {
  /** Removes at most `limit` ended records and returns how many it removed. */
  removeEnded: (limit: number) => Promise<number>;
  /** Milliseconds from the end of one sweep to the next. */
  intervalMs: number;
  /** Receives the error of a failed sweep; the next one tries again. */
  onError: (error: unknown) => void;
}

/** Small batches, so that other store operations do not wait for long. */
const BATCH_SIZE = 50;

/** Time between two batches in which other store operations can run. */
const BATCH_PAUSE_MS = 50;

/** Removes the records of ended sessions at intervals, in small batches. */
export function createSessionSweeper(options: SessionSweeperOptions): IntervalLoop {
  const { removeEnded, intervalMs, onError } = options;
  return new IntervalLoop({
    intervalMs,
    onError,
    async run(signal) {
      // Fewer records than a whole batch are the last ones.
      while ((await removeEnded(BATCH_SIZE)) >= BATCH_SIZE) {
        if (!(await pause(BATCH_PAUSE_MS, signal))) return;
      }
    },
  });
}
