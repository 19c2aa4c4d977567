import { parseFormatted } from './parse-amount.ts';

/**
 * How much more `formatted` says than `before`, with a plus sign and as many decimals as `formatted`
 * has: `+20.00`. `null` where it says no more, no number can be read, or the decimals hide the
 * difference. `language` is a BCP 47 tag.
 */
export function formatCredit(before: number, formatted: string, language: string): string | null {
  const reading = parseFormatted(formatted);
  if (reading === null) return null;
  const decimals = Math.min(reading.decimals, MOST_DECIMALS);
  const rise = Number((reading.amount - before).toFixed(decimals));
  if (!(rise > 0)) return null;
  return new Intl.NumberFormat(language, {
    signDisplay: 'always',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(rise);
}

/** A number holds no more; and Intl takes no more than 20 in older browsers. */
const MOST_DECIMALS = 15;
