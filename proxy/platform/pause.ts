import type { PlatformFault } from './faults.ts';

/** A stretch of time (Unix milliseconds). */
export interface Rest {
  from: number;
  until: number;
}

/** A time in which the platform is not asked again, and the fault that it follows. */
export interface Pause extends Rest {
  fault: PlatformFault;
}

/** Whether it lasts; a clock that was put back ends it. */
export function lasts({ from, until }: Rest, now: number): boolean {
  return now >= from && now < until;
}

/** What a call that is not made fails with. */
export function sparedFault({ until, fault }: Pause, now: number): PlatformFault {
  return fault.again(Math.max(1, Math.ceil((until - now) / 1000)));
}
