import type { Parameters } from 'fast-check';

/** Cases over all properties that send requests: `FUZZ_CASES`, 5,000 by default. */
export const CASES = Number(process.env.FUZZ_CASES ?? 5_000);

/** Time limit of one property, generous for a busy machine. */
export const TIMEOUT_MS = 60_000 + CASES * 20;

/** Parameters of a property that runs this share of the cases. `FUZZ_SEED` repeats a failure, which names its seed. */
export function portion<T>(share: number): Parameters<T> {
  const seed = process.env.FUZZ_SEED;
  return {
    numRuns: Math.max(1, Math.round(CASES * share)),
    ...(seed !== undefined && { seed: Number(seed) }),
  };
}
