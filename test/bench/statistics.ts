/** What came out of several rounds: the one in the middle, and how far the others lie from it. */
export interface Figure {
  median: number;
  least: number;
  most: number;
}

/** @param values one a round, one at least */
export function summarize(values: readonly number[]): Figure {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const lower = sorted[Math.ceil(middle) - 1];
  const upper = sorted[Math.floor(middle)];
  const [least] = sorted;
  const most = sorted.at(-1);
  if (lower === undefined || upper === undefined || least === undefined || most === undefined) {
    throw new TypeError('nothing was measured');
  }
  return { median: (lower + upper) / 2, least, most };
}
