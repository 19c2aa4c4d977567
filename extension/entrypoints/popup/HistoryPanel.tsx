import { useState } from 'react';
import type { History } from '../../domain/usage/samples.ts';
import { type DayOfUse, daysOfUse, forecast } from '../../domain/usage/usage.ts';
import { language, t } from '../../i18n/t.ts';
import { barsOf, CHART } from './chart.ts';
import { amountWords, forecastWords, unitWords } from './history-text.ts';

const SPANS = [7, 30] as const;

type Span = (typeof SPANS)[number];

/** What was used today, how long the balance lasts, and a chart of the last days. `now` is Unix milliseconds. */
export function HistoryPanel({
  history,
  hidden,
  now,
}: {
  history: History | null;
  hidden: boolean;
  now: number;
}) {
  const [span, setSpan] = useState<Span>(7);
  const samples = history?.samples ?? [];
  const days = daysOfUse(history, span, now);
  const today = days.at(-1);
  return (
    <section className="history" aria-labelledby="history-heading">
      <div className="history-head">
        <h2 id="history-heading">{t('historyHeading')}</h2>
        {SPANS.map((choice) => (
          <button
            key={choice}
            type="button"
            className="span"
            aria-pressed={choice === span}
            onClick={() => setSpan(choice)}
          >
            {spanWords(choice)}
          </button>
        ))}
      </div>
      {hidden ? (
        <p className="history-note">{t('historyHidden')}</p>
      ) : (
        <>
          <p className="history-figures">
            <span id="used-today">{t('usedToday', today ? wordsOfUse(today) : '–')}</span>
            <span id="lasts">{forecastWords(forecast(samples, now), language())}</span>
          </p>
          <Chart days={days} />
        </>
      )}
    </section>
  );
}

function spanWords(days: number): string {
  return new Intl.NumberFormat(language(), {
    style: 'unit',
    unit: 'day',
    unitDisplay: 'long',
  }).format(days);
}

/** A day's use in the balance's own unit, or in the platform's where the balance is no number. */
function wordsOfUse({ isSeen, amount, units }: DayOfUse): string {
  if (!isSeen) return '–';
  if (amount !== null) return amountWords(amount, language());
  return units === null ? '–' : t('unitsUsed', unitWords(units, language()));
}

/** Bars for the eye, and the same figures as a table for whoever listens. */
function Chart({ days }: { days: readonly DayOfUse[] }) {
  const day = new Intl.DateTimeFormat(language(), { dateStyle: 'medium' });
  return (
    <>
      <svg
        className="history-chart"
        viewBox={`0 0 ${CHART.width} ${CHART.height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {barsOf(days).map((bar, index) => (
          <rect key={days[index]?.day} {...bar} rx="1.5" />
        ))}
      </svg>
      <div className="unseen">
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
            {days.map((one) => (
              <tr key={one.day}>
                <th scope="row">{day.format(one.day)}</th>
                <td>{wordsOfUse(one)}</td>
                <td>{one.balance === null ? '–' : amountWords(one.balance, language())}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
