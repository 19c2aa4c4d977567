import { useState } from 'react';
import { Icon } from '../../components/icons.tsx';
import { type DailyUsage, dailyUsage } from '../../domain/usage/daily-usage.ts';
import type { History } from '../../domain/usage/history.ts';
import { PERIODS, periodsOf, type UsageChart, usageChart } from '../../domain/usage/usage-chart.ts';
import { clockTime, formatDuration } from '../../i18n/format-time.ts';
import { language, t } from '../../i18n/t.ts';
import { balanceRange } from './chart-shapes.ts';
import { Chart } from './UsageChart.tsx';
import { formatDay, usageText } from './usage-text.ts';

// Both are loaded as one file.
export { BudgetLine } from './BudgetLine.tsx';

/** What was used on each of the last days, and a chart of it. `now` is Unix milliseconds. */
export function UsagePanel({ history, now }: { history: History | null; now: number }) {
  const [period, setPeriod] = useState<number>(PERIODS[0]);
  const [withBalance, setWithBalance] = useState(false);
  const periods = periodsOf(history, now);
  const count = periods.includes(period) ? period : PERIODS[0];
  const chart = usageChart(history, count, now);
  const isDrawn = chart.kind === 'drawn';
  return (
    <section className="usage" aria-labelledby="usage-heading">
      <div className="usage-head">
        <h2 id="usage-heading">{t('historyHeading')}</h2>
        {isDrawn && balanceRange(chart.balances) && (
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
      {isDrawn && <Chart chart={chart} withBalance={withBalance} now={now} />}
      {chart.kind !== 'drawn' && <NoChart {...{ chart, history, now }} />}
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
  const [first] = history?.samples ?? [];
  const since = chart.kind === 'too_little' && first ? first[0] * 60_000 : null;
  const day = (at: number) => formatDay(at, { month: 'long', day: 'numeric' });
  return (
    <>
      {today?.isSeen && (
        <p className="usage-day" title={t('historyHow')}>
          {todayText(today, since === null ? null : clockTime(since, now, language()))}
        </p>
      )}
      <p className="usage-note">
        <Icon name="info" />
        {chart.kind === 'too_little' ? t('chartFrom', day(chart.from)) : t('chartNoNumber')}
      </p>
    </>
  );
}

/**
 * What was used today. On the first day only what was used since the account was first seen, at `since`, is known, and
 * nothing is said before that is more than zero.
 */
function todayText(today: DailyUsage, since: string | null): string {
  const usage = usageText(today);
  if (since === null) return t('usedToday', usage);
  const isUsed = Number(today.amount ?? today.units) > 0;
  return isUsed ? t('usedSince', since, usage) : t('countedSince', since);
}
