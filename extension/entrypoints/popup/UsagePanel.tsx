import { useState } from 'react';
import { type DailyUsage, dailyUsage } from '../../domain/usage/daily-usage.ts';
import { forecast } from '../../domain/usage/forecast.ts';
import type { History } from '../../domain/usage/history.ts';
import { formatDuration } from '../../i18n/format-time.ts';
import { language, t } from '../../i18n/t.ts';
import { barsOf, CHART } from './chart.ts';
import { forecastText, formatAmount, formatUnits } from './usage-text.ts';

/** The periods that the chart can show, in days. */
const PERIODS = [7, 30] as const;

/** What was used today, how long the balance lasts, and a chart of the last days. `now` is Unix milliseconds. */
export function UsagePanel({
  history,
  hidden,
  now,
}: {
  history: History | null;
  hidden: boolean;
  now: number;
}) {
  const [period, setPeriod] = useState<number>(PERIODS[0]);
  const days = dailyUsage(history, period, now);
  const today = days.at(-1);
  return (
    <section className="usage" aria-labelledby="usage-heading">
      <div className="usage-head">
        <h2 id="usage-heading">{t('historyHeading')}</h2>
        {PERIODS.map((choice) => (
          <button
            key={choice}
            type="button"
            className="period"
            aria-pressed={choice === period}
            onClick={() => setPeriod(choice)}
          >
            {formatDuration(choice, 'day')}
          </button>
        ))}
      </div>
      {hidden ? (
        <p className="usage-figures hidden">{t('historyHidden')}</p>
      ) : (
        <>
          <p className="usage-figures">
            <span id="used-today">{t('usedToday', today ? usageText(today) : '–')}</span>
            <span id="lasts">{forecastText(forecast(history?.samples ?? [], now))}</span>
          </p>
          <Chart days={days} />
        </>
      )}
    </section>
  );
}

/** A day's usage in the unit of the balance, or in the platform's units if the balance has no number. */
function usageText({ isSeen, amount, units }: DailyUsage): string {
  if (!isSeen) return '–';
  if (amount !== null) return formatAmount(amount);
  return units === null ? '–' : t('unitsUsed', formatUnits(units));
}

/** Bars, and the same figures as a table for screen readers. */
function Chart({ days }: { days: readonly DailyUsage[] }) {
  const format = new Intl.DateTimeFormat(language(), { dateStyle: 'medium' });
  return (
    <>
      <svg
        className="usage-chart"
        viewBox={`0 0 ${CHART.width} ${CHART.height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {barsOf(days).map((bar, index) => (
          <rect key={days[index]?.day} {...bar} rx="1.5" />
        ))}
      </svg>
      <div className="visually-hidden">
        <table>
          <caption>{t('historyTable')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('historyDay')}</th>
              <th scope="col">{t('historyUsed')}</th>
              <th scope="col">{t('historyBalance')}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.day}>
                <th scope="row">{format.format(day.day)}</th>
                <td>{usageText(day)}</td>
                <td>{day.balance === null ? '–' : formatAmount(day.balance)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
