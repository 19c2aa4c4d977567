import type { Decimal } from '../../domain/amounts/decimal.ts';
import type { DailyUsage } from '../../domain/usage/daily-usage.ts';
import type { ChartDay, UsageChart } from '../../domain/usage/usage-chart.ts';
import { spaced } from '../../i18n/format-time.ts';
import { language, t } from '../../i18n/t.ts';
import { formatUnits } from './format-units.ts';

/** Decimals beyond which an amount is rounded. */
const MAX_DECIMALS = 6;

/** Digits of an average, which is never exact. */
const AVERAGE_DIGITS = 3;

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
    ...(isExact(day.balance) ? [t('dayBalance', formatAmount(day.balance))] : []),
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

/** Whether a balance is a number that has all its digits. A larger one has been rounded. */
export function isExact(balance: number | null): balance is number {
  return balance !== null && Number.isSafeInteger(Math.trunc(balance));
}
