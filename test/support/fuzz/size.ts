/** Cases over all properties: `FUZZ_CASES`, 5,000 by default. */
const CASES = Number(process.env.FUZZ_CASES ?? 5_000);

/** Time limit of one property, generous for a busy machine. */
export const TIMEOUT_MS = 60_000 + CASES * 20;

/** Parameters of a property that runs this share of the cases. */
export const portion = (share: number) => ({ numRuns: Math.max(1, Math.round(CASES * share)) });
