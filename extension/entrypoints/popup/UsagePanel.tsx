import { useState } from 'react';
import { dailyUsage } from '../../domain/usage/daily-usage.ts';
import type { History } from '../../domain/usage/history.ts';
import { PERIODS, periodsOf, type UsageChart, usageChart } from '../../domain/usage/usage-chart.ts';
import { formatDuration } from '../../i18n/format-time.ts';
import { t } from '../../i18n/t.ts';
import { Chart } from './UsageChart.tsx';
import { UsageNote } from './UsageNote.tsx';
import { formatDay, usageText } from './usage-text.ts';

/** What was used on each of the last days, and a chart of it. `now` is Unix milliseconds. */
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
  const [withBalance, setWithBalance] = useState(false);
  const periods = periodsOf(history, now);
  const count = periods.includes(period) ? period : PERIODS[0];
  const chart = usageChart(history, count, now);
  const isDrawn = chart.kind === 'drawn' && !hidden;
  return (
    <section className="usage" aria-labelledby="usage-heading">
      <div className="usage-head">
        <h2 id="usage-heading">{t('historyHeading')}</h2>
        {isDrawn && chart.balances.length > 1 && (
          <button
            type="button"
            className="period"
            aria-pressed={withBalance}
            onClick={() => setWithBalance(!withBalance)}
          >
            {t('actionBalanceLine')}
          </button>
        )}
        {isDrawn && periods.length > 1 && (
          <div className="periods">
            {periods.map((choice) => (
              <button
                key={choice}
                type="button"
                className="period"
                aria-pressed={choice === count}
                onClick={() => setPeriod(choice)}
              >
                {formatDuration(choice, 'day')}
              </button>
            ))}
          </div>
        )}
      </div>
      {hidden && <UsageNote icon="eyeClosed">{t('historyHidden')}</UsageNote>}
      {isDrawn && <Chart chart={chart} withBalance={withBalance} now={now} />}
      {!hidden && chart.kind !== 'drawn' && <NoChart {...{ chart, history, now }} />}
    </section>
  );
}

/** What was used today, and why there is no chart. */
function NoChart({
  chart,
  history,
  now,
}: {
  chart: Exclude<UsageChart, { kind: 'drawn' }>;
  history: History | null;
  now: number;
}) {
  const [today] = dailyUsage(history, 1, now);
  const day = (at: number) => formatDay(at, { month: 'long', day: 'numeric' });
  return (
    <>
      {today?.isSeen && (
        <p className="usage-day" title={t('historyHow')}>
          {t('usedToday', usageText(today))}
        </p>
      )}
      <UsageNote icon="info">
        {chart.kind === 'too_little' ? t('chartFrom', day(chart.from)) : t('chartNoNumber')}
      </UsageNote>
    </>
  );
}
