import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits without keeping the process alive.
 * @returns false if the signal was aborted before or during the wait
 */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => {});
  return !signal.aborted;
}
