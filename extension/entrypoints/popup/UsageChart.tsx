import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { ChartDay, UsageChart } from '../../domain/usage/usage-chart.ts';
import { t } from '../../i18n/t.ts';
import {
  averageY,
  balancePath,
  balanceRange,
  barsOf,
  creditsPath,
  HEIGHT,
  indexAfterKey,
} from './chart-shapes.ts';
import {
  averageText,
  dayName,
  dayTexts,
  dayUsage,
  formatAmount,
  formatDay,
  isExact,
  usageText,
} from './usage-text.ts';

type DrawnChart = UsageChart & { kind: 'drawn' };

/** How many days are between two dates below the bars of a long period. */
const LABEL_DISTANCE = 7;

const MAX_WEEKDAYS = 7;

/**
 * The figures of one day, today's at first, above a bar for each day. Pointing, tapping and the keys of a slider
 * choose another day. `now` is Unix milliseconds.
 */
export function Chart({
  chart,
  withBalance,
  now,
}: {
  chart: DrawnChart;
  withBalance: boolean;
  now: number;
}) {
  const { days } = chart;
  const [chosen, setChosen] = useState<number | null>(null);
  const found = days.findIndex(({ day }) => day === chosen);
  const index = found === -1 ? days.length - 1 : found;
  const choose = (next: number) => setChosen(days[next]?.day ?? null);
  const onPointer = ({ clientX, currentTarget }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const position = Math.floor(((clientX - left) / width) * days.length);
    choose(Math.max(0, Math.min(days.length - 1, position)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = indexAfterKey(event.key, index, days.length);
    if (next === null || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    choose(next);
  };
  const shown = days[index];
  if (!shown) return null;
  const texts = dayTexts(shown);
  return (
    <>
      <p className="usage-day" title={t('historyHow')}>
        {texts.map((text) => (
          <span key={text}>{text}</span>
        ))}
      </p>
      <div
        className="usage-chart"
        role="slider"
        tabIndex={0}
        aria-label={t('historyTable')}
        aria-valuemin={1}
        aria-valuemax={days.length}
        aria-valuenow={index + 1}
        aria-valuetext={[...new Set([dayName(shown), ...texts])].join(', ')}
        onKeyDown={onKeyDown}
        onPointerDown={onPointer}
        onPointerMove={onPointer}
        onPointerLeave={({ pointerType }) => pointerType === 'mouse' && setChosen(null)}
        onBlur={() => setChosen(null)}
      >
        <Drawing {...{ chart, withBalance, index, now }} />
        <Labels days={days} />
      </div>
      <Legend chart={chart} withBalance={withBalance} />
      <Table days={days} />
    </>
  );
}

function Drawing({
  chart,
  withBalance,
  index,
  now,
}: {
  chart: DrawnChart;
  withBalance: boolean;
  index: number;
  now: number;
}) {
  const { days, average } = chart;
  const mean = average !== null && `M0 ${averageY(average, days)}H${days.length}`;
  const balance = withBalance && balancePath(chart, now);
  return (
    <svg
      viewBox={`0 0 ${days.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <rect className="chosen" x={index} y={0} width={1} height={HEIGHT} />
      {barsOf(days).map((bar, at) => (
        <rect key={days[at]?.day} {...bar} />
      ))}
      {mean && <Line className="average" path={mean} />}
      <path className="credits" d={creditsPath(days)} />
      {balance && <Line className="balance-line" path={balance} />}
    </svg>
  );
}

/** A line with an outline. */
function Line({ className, path }: { className: string; path: string }) {
  return (
    <>
      <path className={`outline ${className}`} d={path} />
      <path className={className} d={path} />
    </>
  );
}

/** The weekday below each bar, or the date below the first and each seventh before today. */
function Labels({ days }: { days: readonly ChartDay[] }) {
  const isWeek = days.length <= MAX_WEEKDAYS;
  const isLabelled = (index: number) =>
    index === 0 || (index >= LABEL_DISTANCE && (days.length - 1 - index) % LABEL_DISTANCE === 0);
  const text = ({ day, isToday }: ChartDay) => {
    if (isToday) return t('today');
    return formatDay(day, isWeek ? { weekday: 'short' } : { month: 'short', day: 'numeric' });
  };
  return (
    <div className={isWeek ? 'usage-labels' : 'usage-labels long'} aria-hidden="true">
      {days.map((day, index) => (
        <span key={day.day} className={day.isToday ? 'today' : undefined}>
          {(isWeek || isLabelled(index)) && text(day)}
        </span>
      ))}
    </div>
  );
}

/** The highest and the average usage, and what the marks mean that the chart has. */
function Legend({ chart, withBalance }: { chart: DrawnChart; withBalance: boolean }) {
  const { days, unit, highest, average, balances } = chart;
  const range = withBalance ? balanceRange(balances) : null;
  const has = (coverage: ChartDay['coverage']) => days.some((day) => day.coverage === coverage);
  return (
    <p className="usage-legend" title={t('historyHow')}>
      {highest && <span>{t('chartHighest', usageText(highest), dayName(highest))}</span>}
      {average !== null && (
        <span className="key average">{t('chartAverage', averageText(average, unit))}</span>
      )}
      {days.some(({ credits }) => credits > 0) && <span>{`+ ${t('dayCredit')}`}</span>}
      {has('unseen') && <span className="key unseen">{t('chartUnseen')}</span>}
      {has('spread') && <span className="key spread">{`≈ ${t('chartSpread')}`}</span>}
      {range && (
        <span className="key balance-line">
          {t('chartBalance', formatAmount(range.lowest), formatAmount(range.highest))}
        </span>
      )}
    </p>
  );
}

/** The figures of all days for screen readers. */
function Table({ days }: { days: readonly ChartDay[] }) {
  return (
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
              <th scope="row">{formatDay(day.day, { dateStyle: 'medium' })}</th>
              <td>{dayUsage(day)}</td>
              <td>{isExact(day.balance) ? formatAmount(day.balance) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
