import type { Parameters } from 'fast-check';

/** Cases over all properties that talk to a proxy: `FUZZ_CASES`, 5,000 every day. */
export const CASES = Number(process.env.FUZZ_CASES ?? 5_000);

/** Milliseconds that one property may take: far more than it does, on a machine that does much else. */
export const PATIENCE = 60_000 + CASES * 20;

/**
 * How a property is tried: with its share of the cases. A property that fails says its seed, which
 * `FUZZ_SEED` sets.
 */
export function portion<T>(share: number): Parameters<T> {
  const seed = process.env.FUZZ_SEED;
  return {
    numRuns: Math.max(1, Math.round(CASES * share)),
    ...(seed !== undefined && { seed: Number(seed) }),
  };
}
