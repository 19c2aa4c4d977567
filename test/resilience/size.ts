/**
 * How much is tried: every change a little of everything (`npm test`), every night all of it
 * (`NIGHTLY=1 npm test -- --project resilience`).
 */
const nightly = process.env.NIGHTLY === '1';

export const SIZE = {
  /** Proxies that are killed again and again, side by side, and how often each. */
  killedProxies: nightly ? 4 : 2,
  killsEach: nightly ? 50 : 3,
  /** Milliseconds for which the store is away, or the client secret wrong. */
  outage: nightly ? 60_000 : 4_000,
} as const;

/** Milliseconds that a test of this folder may take. */
export const TIME_LIMIT = nightly ? 3_600_000 : 120_000;
