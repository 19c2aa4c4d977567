export interface Backoff {
  firstMs: number;
  maxMs: number;
}

/**
 * Milliseconds to wait before the next attempt: `firstMs`, doubled for each earlier wait, at most `maxMs`.
 * @param earlierWaits how many waits came before this one
 * @param random from 0 up to but not including 1; takes off up to a half, so that several clients do not retry in step
 */
export function backoffMs(earlierWaits: number, { firstMs, maxMs }: Backoff, random = 0): number {
  return Math.min(maxMs, firstMs * 2 ** earlierWaits) * (1 - random / 2);
}
