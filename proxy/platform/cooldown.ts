import type { PlatformError } from './errors/platform-error.ts';

/** A time (Unix milliseconds) before which a call is not repeated, and the fault that it follows. */
export interface Cooldown {
  from: number;
  until: number;
  fault: PlatformError;
}

/** Whether it lasts; a clock that was put back ends it. */
export function isActive({ from, until }: Cooldown, now: number): boolean {
  return now >= from && now < until;
}

/** What a call that is not made during a cooldown fails with. */
export function skippedFault({ until, fault }: Cooldown, now: number): PlatformError {
  return fault.again(Math.max(1, Math.ceil((until - now) / 1000)));
}

/** Milliseconds of the first cooldown of a series. */
const FIRST_MS = 1_000;

/**
 * Milliseconds of a cooldown that doubles with each one before it, less up to a half, so that neither several
 * proxies nor several sessions call in step.
 * @param before how many cooldowns of the series came before
 * @param random from 0 up to but not including 1
 */
export function backoffMs(before: number, longestMs: number, random: number): number {
  const length = Math.min(longestMs, FIRST_MS * 2 ** Math.min(before, 20));
  return length * (1 - random / 2);
}
