import { parseAmount } from '../../domain/amounts/parse-amount.ts';

/** A typed threshold: an amount of zero or more in the platform's unit, or `null` for none. */
export type ParsedThreshold = { ok: true; threshold: number | null } | { ok: false };

/** Parses `5`, `5.50`, `5,50` and full-width digits, with or without a unit. */
export function parseThreshold(typed: string): ParsedThreshold {
  if (typed.trim() === '') return { ok: true, threshold: null };
  const amount = parseAmount(typed);
  return amount === null || amount < 0 ? { ok: false } : { ok: true, threshold: amount };
}

/** Formats a threshold for the field so that {@link parseThreshold} returns the same amount. */
export function formatThreshold(threshold: number | null, language: string): string {
  if (threshold === null) return '';
  const text = new Intl.NumberFormat(language, {
    useGrouping: false,
    maximumFractionDigits: 20,
  }).format(threshold);
  // "1.234" could also mean one thousand two hundred and thirty-four; a fourth decimal is unambiguous.
  return parseAmount(text) === null ? `${text}0` : text;
}
