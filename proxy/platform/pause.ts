import type { PlatformFault } from './faults.ts';

/** A time in which the platform is not asked again (Unix milliseconds), and the fault that it follows. */
export interface Pause {
  from: number;
  until: number;
  fault: PlatformFault;
}

/** Whether it lasts; a clock that was put back ends it. */
export function lasts({ from, until }: Pause, now: number): boolean {
  return now >= from && now < until;
}

/** What a call that is not made fails with. */
export function sparedFault({ until, fault }: Pause, now: number): PlatformFault {
  return fault.again(Math.max(1, Math.ceil((until - now) / 1000)));
}
