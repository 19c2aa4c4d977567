import type { Decimal } from '../../domain/amounts/decimal.ts';
import type { Forecast } from '../../domain/usage/usage.ts';
import { t } from '../../i18n/t.ts';

/** Days beyond which nobody can tell. */
const LONGEST = 90;

function counted(count: number, unit: 'day' | 'hour', language: string): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(
    count,
  );
}

/** How long the balance lasts, in a few words, rounded down so that it never promises too much. */
export function forecastWords(forecast: Forecast, language: string): string {
  switch (forecast.kind) {
    case 'unknown':
      return t('forecastUnknown');
    case 'no_number':
      return t('forecastNoNumber');
    case 'nothing_left':
      return t('forecastNothingLeft');
    case 'unused':
      return t('forecastUnused');
    case 'lasts': {
      const { days } = forecast;
      if (days > LONGEST) return t('forecastLong');
      if (days >= 1) return t('forecastAbout', counted(Math.floor(days), 'day', language));
      if (days * 24 < 1) return t('forecastNotAnHour');
      return t('forecastAbout', counted(Math.floor(days * 24), 'hour', language));
    }
  }
}

/** Decimals beyond which an amount is rounded. */
const MAX_DECIMALS = 6;

/** An amount of the balance as a plain number with at least two decimals; `language` is a BCP 47 tag. */
export function amountWords(amount: number | Decimal, language: string): string {
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: MAX_DECIMALS,
  }).format(amount as Intl.StringNumericLiteral);
}

/** Units of the platform, as a whole number. */
export function unitWords(units: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(units);
}
