import type { Decimal } from '../../domain/amounts/decimal.ts';
import type { DailyUsage } from '../../domain/usage/daily-usage.ts';
import type { Forecast } from '../../domain/usage/forecast.ts';
import type { ChartDay, UsageChart } from '../../domain/usage/usage-chart.ts';
import { formatDuration, spaced } from '../../i18n/format-time.ts';
import { language, t } from '../../i18n/t.ts';

/** Beyond this many days a forecast only says "long". */
const MAX_FORECAST_DAYS = 90;

/** Decimals beyond which an amount is rounded. */
const MAX_DECIMALS = 6;

/** Digits of an average, which is never exact. */
const AVERAGE_DIGITS = 3;

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

/** A day's usage in the unit of the balance, or in the platform's units if the balance has no number. */
export function usageText({ amount, units }: Pick<DailyUsage, 'amount' | 'units'>): string {
  if (amount !== null) return formatAmount(amount);
  return units === null ? '–' : t('unitsUsed', formatUnits(units));
}

/** The usage of a day of the chart, marked if it is an estimate. */
export function dayUsage(day: ChartDay): string {
  if (day.coverage === 'unseen') return '–';
  return day.coverage === 'spread' ? `≈ ${usageText(day)}` : usageText(day);
}

/** What is known about a day: its usage, the balance at its end, and whether a top-up arrived. */
export function dayTexts(day: ChartDay): string[] {
  if (day.coverage === 'unseen') return [t('dayUnseen', dayName(day))];
  const usage = dayUsage(day);
  return [
    day.isToday ? t('usedToday', usage) : t('usedOn', dayName(day), usage),
    ...(day.credits > 0 ? [t('dayCredit')] : []),
    ...(day.balance === null ? [] : [t('dayBalance', formatAmount(day.balance))]),
  ];
}

/** The average usage of a day, in the unit of the chart. */
export function averageText(average: number, unit: (UsageChart & { kind: 'drawn' })['unit']) {
  const rounded = Number(average.toPrecision(AVERAGE_DIGITS));
  return unit === 'amount' ? formatAmount(rounded) : t('unitsUsed', formatUnits(rounded));
}

/** A day as "Mon, Jan 5". */
export function dayName({ day }: Pick<ChartDay, 'day'>): string {
  return formatDay(day, { weekday: 'short', month: 'short', day: 'numeric' });
}

/** A local time (Unix milliseconds) in the language of the texts. */
export function formatDay(at: number, options: Intl.DateTimeFormatOptions): string {
  return spaced(new Intl.DateTimeFormat(language(), options).format(at));
}

/** An amount of the balance with at least two decimals. */
export function formatAmount(amount: number | Decimal): string {
  return new Intl.NumberFormat(language(), {
    minimumFractionDigits: 2,
    maximumFractionDigits: MAX_DECIMALS,
  }).format(amount as Intl.StringNumericLiteral);
}

/** Units of the platform as a whole number. Text holds those that are too large for a number. */
export function formatUnits(units: number | string): string {
  const options = { maximumFractionDigits: 0 };
  return new Intl.NumberFormat(language(), options).format(units as Intl.StringNumericLiteral);
}
