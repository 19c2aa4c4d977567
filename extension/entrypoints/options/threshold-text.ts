import { parseAmount } from '../../domain/amounts/parse-amount.ts';

/** A threshold as typed: an amount of zero or more in the platform's unit, or `null` for none. */
export type ThresholdReading = { ok: true; threshold: number | null } | { ok: false };

/** Reads what a person types: `5`, `5.50`, `5,50`, full-width digits, with the unit or without. */
export function readThreshold(typed: string): ThresholdReading {
  if (typed.trim() === '') return { ok: true, threshold: null };
  const amount = parseAmount(typed);
  return amount === null || amount < 0 ? { ok: false } : { ok: true, threshold: amount };
}

/** A threshold as it stands in the field, such that {@link readThreshold} reads the same amount again. */
export function thresholdText(threshold: number | null, language: string): string {
  if (threshold === null) return '';
  const text = new Intl.NumberFormat(language, {
    useGrouping: false,
    maximumFractionDigits: 20,
  }).format(threshold);
  // Three decimals ("1.234") could be read as a thousand and more; a fourth one can't.
  return parseAmount(text) === null ? `${text}0` : text;
}
