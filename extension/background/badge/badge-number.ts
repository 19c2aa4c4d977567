const UNITS = [
  { unit: 1e12, letter: 'T' },
  { unit: 1e9, letter: 'B' },
  { unit: 1e6, letter: 'M' },
  { unit: 1e3, letter: 'k' },
] as const;

/**
 * An amount in at most four characters: `0.57`, `9.5`, `128`, `1.2k`, `-3.4`. Digits are cut off,
 * never rounded up, so a badge does not show more than there is; and an amount that is not zero is
 * not shown as `0`.
 */
export function badgeNumber(amount: number): string {
  const size = Math.abs(amount);
  if (size >= 1e12) return amount < 0 ? '<-1T' : '>1T';
  return amount < 0 ? belowZero(size) : fromZero(size);
}

function fromZero(size: number): string {
  if (size === 0) return '0';
  if (size < 0.01) return '<.01';
  if (size < 1) return cut(size, 2);
  const scale = UNITS.find(({ unit }) => size >= unit);
  if (!scale) return cut(size, size < 100 ? 1 : 0);
  const scaled = size / scale.unit;
  return cut(scaled, scaled < 10 ? 1 : 0) + scale.letter;
}

function belowZero(size: number): string {
  if (size < 0.01) return '<0';
  if (size < 0.1) return `-${cut(size, 2).slice(1)}`;
  if (size < 10) return `-${cut(size, 1)}`;
  if (size < 1000) return `-${cut(size, 0)}`;
  // There is room for two digits, so that `-.1M` follows `-99k`.
  const scale = UNITS.find(({ unit }) => size >= unit / 10);
  if (!scale) return '<0';
  const scaled = size / scale.unit;
  return `-${scaled < 1 ? cut(scaled, 1).slice(1) : cut(scaled, 0)}${scale.letter}`;
}

/** Keeps `decimals` decimals and drops a fraction of zeros. The detour through toFixed undoes 0.29 * 100 = 28.999…. */
function cut(size: number, decimals: number): string {
  const factor = 10 ** decimals;
  return String(Math.trunc(Number((size * factor).toFixed(6))) / factor);
}
