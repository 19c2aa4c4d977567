import { useState } from 'react';
import { fallbackMessages } from '../i18n/fallback-messages.ts';
import { language } from '../i18n/t.ts';

/** Replaces a page that cannot be shown. Uses no browser API, because that may be what failed. */
export function PageFailed({ onTryAgain }: { onTryAgain: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const { title, text, tryAgain } = fallbackMessages(language());

  async function run(): Promise<void> {
    setBusy(true);
    await onTryAgain();
    setBusy(false);
  }

  return (
    <main className="page-failed">
      <h1>{title}</h1>
      <p role="alert">{text}</p>
      <button type="button" className="button primary" aria-busy={busy} onClick={run}>
        {tryAgain}
      </button>
    </main>
  );
}
