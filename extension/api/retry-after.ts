import { MAX_WAIT_MS, parseDate } from '../domain/stored-time.ts';

/**
 * When to send the next request (Unix milliseconds), from the `Retry-After` (RFC 9110 section 10.2.3) of a
 * response received at `receivedAt`. A date in it counts from `date`, the response's own `Date`, if any.
 * `null` without a time in the future.
 */
export function parseRetryAfter(
  header: string | null,
  receivedAt: number,
  date: string | null = null,
): number | null {
  if (header === null) return null;
  const sentAt = parseDate(date) ?? receivedAt;
  const waitMs = /^\d+$/u.test(header.trim())
    ? Number(header) * 1000
    : Math.ceil((Date.parse(header) - sentAt) / 1000) * 1000;
  return waitMs > 0 ? receivedAt + Math.min(waitMs, MAX_WAIT_MS) : null;
}
