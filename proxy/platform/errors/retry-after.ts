const MAX_SECONDS = 3600;

/**
 * Seconds that a `Retry-After` header names, as a number or a date (RFC 9110 section 10.2.3): from 1 to 3600.
 * @param now Unix milliseconds on the clock of the server that sent the header
 * @returns undefined for a header that is absent or malformed
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const isDate = /^[A-Z][a-z]{2,8},? /.test(header);
  if (!isDate && !/^\d+$/.test(header)) return undefined;
  const seconds = isDate ? (Date.parse(header) - now) / 1000 : Number(header);
  if (!Number.isFinite(seconds)) return undefined;
  return Math.min(MAX_SECONDS, Math.max(1, Math.ceil(seconds)));
}
