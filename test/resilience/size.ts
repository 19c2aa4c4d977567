import { NIGHTLY } from '../support/runner/nightly.ts';

export const SIZE = {
  /** Proxies that are killed again and again, side by side. */
  killedProxies: NIGHTLY ? 4 : 2,
  killsPerProxy: NIGHTLY ? 50 : 3,
  /** How long the store is away, or the client secret wrong. */
  outageMs: NIGHTLY ? 60_000 : 4_000,
} as const;

/** Time limit of a test in this folder. */
export const TEST_TIMEOUT_MS = NIGHTLY ? 3_600_000 : 120_000;
