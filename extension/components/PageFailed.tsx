import { fallbackMessages } from '../i18n/fallback-messages.ts';
import { language } from '../i18n/t.ts';
import { useWork } from './use-work.ts';

/** Replaces a page that cannot be shown. Uses no browser API, because that may be what failed. */
export function PageFailed({ onTryAgain }: { onTryAgain: () => Promise<void> }) {
  const { busy, start } = useWork<'reading'>();
  const { title, text, tryAgain } = fallbackMessages(language());

  return (
    <main className="page-failed">
      <h1>{title}</h1>
      <p role="alert">{text}</p>
      <button
        type="button"
        className="button primary"
        aria-busy={busy !== null}
        onClick={() => start('reading', onTryAgain)}
      >
        {tryAgain}
      </button>
    </main>
  );
}
