import { language } from '../../i18n/t.ts';

/** Units of the platform as a whole number. Text holds those that are too large for a number. */
export function formatUnits(units: number | string): string {
  const options = { maximumFractionDigits: 0 };
  return new Intl.NumberFormat(language(), options).format(units as Intl.StringNumericLiteral);
}
