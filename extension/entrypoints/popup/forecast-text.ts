import type { Forecast } from '../../domain/usage/forecast.ts';
import { formatDuration } from '../../i18n/format-time.ts';
import { t } from '../../i18n/t.ts';

/** Beyond this many days a forecast only says "long". */
const MAX_FORECAST_DAYS = 90;

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
      return days * 24 < 1 ? t('forecastNotAnHour') : t('forecastAbout', timeLeft(days));
    }
  }
}

/** From the day with the highest usage to that with the lowest, `null` without a forecast. */
export function forecastRange(forecast: Forecast): string | null {
  if (forecast.kind !== 'lasts') return null;
  const { shortest, longest } = forecast;
  if (longest === null) return t('forecastAtLeast', timeLeft(shortest));
  return t('forecastRange', timeLeft(shortest), timeLeft(longest));
}

function timeLeft(days: number): string {
  if (days >= 1) return formatDuration(Math.floor(days), 'day');
  return formatDuration(Math.floor(days * 24), 'hour');
}
