import { parseFormatted } from './parse-amount.ts';

/**
 * How much the balance `formatted` is higher than `before`, with a plus sign and as many decimals as
 * `formatted`: `+20.00`. `null` if it is not higher, holds no number, or the decimals hide the difference.
 * `language` is a BCP 47 tag.
 */
export function formatCredit(before: number, formatted: string, language: string): string | null {
  const balance = parseFormatted(formatted);
  if (balance === null) return null;
  const decimals = Math.min(balance.decimals, MAX_DECIMALS);
  const credit = Number((balance.amount - before).toFixed(decimals));
  if (!(credit > 0)) return null;
  return new Intl.NumberFormat(language, {
    signDisplay: 'always',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(credit);
}

/** A double holds no more, and Intl in older browsers takes at most 20. */
const MAX_DECIMALS = 15;
