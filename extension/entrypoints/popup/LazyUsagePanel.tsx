import { lazy, Suspense } from 'react';
import type { History } from '../../domain/usage/history.ts';
import { t } from '../../i18n/t.ts';
import { UsageNote } from './UsageNote.tsx';

/** Loaded beside the history, so that the browser parses no chart before the balance is painted. */
const UsagePanel = lazy(async () => ({ default: (await import('./UsagePanel.tsx')).UsagePanel }));

/**
 * What was used on the last days. `now` is Unix milliseconds. `history` is undefined until it is read; the place of the
 * chart is reserved.
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
    <section className="usage" aria-busy="true">
      <div className="usage-head">
        <h2>{t('historyHeading')}</h2>
      </div>
      {hidden && <UsageNote icon="eyeClosed">{t('historyHidden')}</UsageNote>}
    </section>
  );
  if (history === undefined && !hidden) return placeholder;
  return (
    <Suspense fallback={placeholder}>
      <UsagePanel history={history ?? null} hidden={hidden} now={now} />
    </Suspense>
  );
}
