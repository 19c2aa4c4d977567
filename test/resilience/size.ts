/**
 * How much is tried: a little of everything for each change (`npm test`), all of it every night
 * (`NIGHTLY=1 npm test -- --project resilience`).
 */
export const NIGHTLY = process.env.NIGHTLY === '1';

export const SIZE = {
  /** Proxies that are killed again and again, side by side. */
  killedProxies: NIGHTLY ? 4 : 2,
  killsPerProxy: NIGHTLY ? 50 : 3,
  /** How long the store is away, or the client secret wrong. */
  outageMs: NIGHTLY ? 60_000 : 4_000,
} as const;

/** Time limit of a test in this folder. */
export const TEST_TIMEOUT_MS = NIGHTLY ? 3_600_000 : 120_000;
