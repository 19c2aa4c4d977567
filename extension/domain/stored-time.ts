/** Milliseconds by which the processes of one browser may disagree about the time. */
const MAX_JITTER_MS = 2_000;

/** How late an alarm may ring before it counts as lost. */
const MAX_ALARM_DELAY_MS = 60_000;

/** Milliseconds by which two clocks may differ before one of them counts as wrong. */
const MAX_CLOCK_DIFFERENCE_MS = 2 * 24 * 60 * 60_000;

/** The longest wait that a response can ask for. */
export const MAX_WAIT_MS = 60 * 60_000;

/**
 * The age of a stored time, in milliseconds. `at` and `now` are Unix milliseconds. `null` for a time in the
 * future: the clock was set back since, so the age is unknown.
 */
export function ageMs(at: number, now: number): number | null {
  const age = now - at;
  return age < -MAX_JITTER_MS ? null : Math.max(0, age);
}

/** Whether `at` lies in the past, at most `maxAgeMs` before `now` (Unix milliseconds). */
export function isRecent(at: number, maxAgeMs: number, now: number): boolean {
  const age = ageMs(at, now);
  return age !== null && age <= maxAgeMs;
}

/**
 * When a wait that began at `since` ends, or `null` once it is over. A wait that began in the future does not
 * count, and none lasts longer than {@link MAX_WAIT_MS}. All times are Unix milliseconds.
 */
export function waitEnd(since: number, until: number | null, now: number): number | null {
  if (until === null || ageMs(since, now) === null) return null;
  const end = Math.min(until, since + MAX_WAIT_MS);
  return end > now ? end : null;
}

/**
 * Whether an alarm is neither lost nor further away than `maxWaitMs`. Browsers leave an alarm where it is
 * when the clock is set back. `scheduledTime` and `now` are Unix milliseconds.
 */
export function isAlarmInTime(scheduledTime: number, maxWaitMs: number, now: number): boolean {
  const wait = scheduledTime - now;
  return wait > -MAX_ALARM_DELAY_MS && wait <= maxWaitMs + MAX_ALARM_DELAY_MS;
}

/**
 * The browser's time for `at`, a time by the server's clock in a response received at `receivedAt` by the
 * browser's clock, and never later than that. `date` is the header field `Date` (RFC 9110 section 6.6.1),
 * which shows the difference between the clocks; without it they count as equal. Times are Unix milliseconds.
 */
export function browserTime(at: number, date: string | null, receivedAt: number): number {
  const sentAt = parseDate(date) ?? receivedAt;
  return receivedAt - Math.max(0, sentAt - at);
}

/**
 * The server's time (Unix milliseconds) from the `Date` of a response, if it is days away from the browser's.
 * Either of the two may be right. `null` if they agree.
 */
export function timeInDoubt(date: string | null, receivedAt: number): number | null {
  const sentAt = parseDate(date);
  return sentAt !== null && Math.abs(receivedAt - sentAt) > MAX_CLOCK_DIFFERENCE_MS ? sentAt : null;
}

/** An HTTP date (RFC 9110 section 5.6.7) in Unix milliseconds, or `null`. */
export function parseDate(date: string | null): number | null {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? null : time;
}
