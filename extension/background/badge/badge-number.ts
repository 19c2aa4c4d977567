const MAX_CHARACTERS = 4;

/** The letters of 1, a thousand, a million, and so on. */
const LETTERS = ['', 'k', 'M', 'B', 'T'];

/**
 * An amount in at most four characters: `0.57`, `9.5`, `128`, `1.2k`, `-3.4`. Digits are cut off,
 * never rounded up, so a badge does not show more than there is; and an amount that is not zero is
 * not shown as `0`.
 */
export function badgeNumber(amount: number): string {
  const size = Math.abs(amount);
  const sign = amount < 0 ? '-' : '';
  if (size >= 1e12) return sign ? '<-1T' : '>1T';
  if (size < 0.01) return sign ? '<0' : size > 0 ? '<.01' : '0';
  const texts = LETTERS.flatMap((letter, index) => {
    const scaled = size / 1000 ** index;
    if (scaled >= 1000) return [];
    const decimals = scaled < (sign ? 0.1 : 1) ? [2] : [1, 0];
    return decimals.map((count) => sign + cut(scaled, count) + letter);
  });
  // Without its zero, `-0.05` fits, and so does `-0.1M`, which follows `-99k`.
  const short = texts.map((text) => text.replace(/^-0(?=...)/u, '-'));
  return short.find((text) => text.length <= MAX_CHARACTERS) ?? '';
}

/** Keeps `decimals` decimals and drops a fraction of zeros. The detour through toFixed undoes 0.29 * 100 = 28.999…. */
function cut(size: number, decimals: number): string {
  const factor = 10 ** decimals;
  return String(Math.trunc(Number((size * factor).toFixed(6))) / factor);
}
