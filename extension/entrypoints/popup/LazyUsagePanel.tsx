import { lazy, Suspense } from 'react';
import type { History } from '../../domain/usage/history.ts';
import { t } from '../../i18n/t.ts';

/** Loaded beside the history, so that the browser parses no chart before the balance is painted. */
const UsagePanel = lazy(async () => ({ default: (await import('./UsagePanel.tsx')).UsagePanel }));

/**
 * What was used on the last days. `now` is Unix milliseconds. `history` is undefined until it is read; the place of the
 * chart is reserved. A hidden one takes one line.
 */
export function LazyUsagePanel({
  history,
  hidden,
  now,
}: {
  history: History | null | undefined;
  hidden: boolean;
  now: number;
}) {
  const placeholder = (
    <section className={hidden ? undefined : 'usage'} aria-busy={!hidden}>
      <div className="usage-head">
        <h2>{t('historyHeading')}</h2>
        {hidden && <p className="usage-day">{t('historyHidden')}</p>}
      </div>
    </section>
  );
  if (history === undefined || hidden) return placeholder;
  return (
    <Suspense fallback={placeholder}>
      <UsagePanel history={history} now={now} />
    </Suspense>
  );
}
