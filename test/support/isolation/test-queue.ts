import { onTestFinished } from 'vitest';
import { RequestQueue } from '../../../proxy/platform/admission/request-queue.ts';

export const MAX_WAIT_MS = 10_000;

/** A queue, and what it reports: how many requests wait, and how many seconds each has waited. */
export function createQueue() {
  const waiting: number[] = [];
  const waits: number[] = [];
  const queue = new RequestQueue({
    maxWaitMs: MAX_WAIT_MS,
    elapsedMs: () => performance.now(),
    random: () => 0.5,
    observer: {
      queuedRequests: (count) => waiting.push(count),
      requestQueued: (seconds) => waits.push(seconds),
    },
  });
  return { queue, waiting, waits };
}

/** Makes timers fire late, at multiples of `periodMs`, as on a busy machine. */
export function fireTimersEvery(periodMs: number): void {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = ((run: () => void, delayMs = 0) => {
    const now = Date.now();
    return setTimeout(run, Math.ceil((now + delayMs) / periodMs) * periodMs - now);
  }) as typeof setTimeout;
  onTestFinished(() => {
    globalThis.setTimeout = setTimeout;
  });
}
