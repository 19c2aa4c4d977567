import type { Decimal } from '../../domain/amounts/decimal.ts';
import type { Forecast } from '../../domain/usage/forecast.ts';
import { formatDuration } from '../../i18n/format-time.ts';
import { language, t } from '../../i18n/t.ts';

/** Beyond this many days a forecast only says "long". */
const MAX_FORECAST_DAYS = 90;

/** Decimals beyond which an amount is rounded. */
const MAX_DECIMALS = 6;

/** How long the balance lasts, rounded down so that it never promises too much. */
export function forecastText(forecast: Forecast): string {
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
      if (days > MAX_FORECAST_DAYS) return t('forecastLong');
      if (days >= 1) return t('forecastAbout', formatDuration(Math.floor(days), 'day'));
      if (days * 24 < 1) return t('forecastNotAnHour');
      return t('forecastAbout', formatDuration(Math.floor(days * 24), 'hour'));
    }
  }
}

/** An amount of the balance with at least two decimals. */
export function formatAmount(amount: number | Decimal): string {
  return new Intl.NumberFormat(language(), {
    minimumFractionDigits: 2,
    maximumFractionDigits: MAX_DECIMALS,
  }).format(amount as Intl.StringNumericLiteral);
}

/** Units of the platform as a whole number. */
export function formatUnits(units: number): string {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: 0 }).format(units);
}
