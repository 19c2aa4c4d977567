import { useState } from 'react';
import { fallbackMessages } from '../i18n/fallback-messages.ts';
import { language } from '../i18n/t.ts';

/** What stands in place of a page that can't be shown. It depends on nothing that the browser could refuse. */
export function PageFailed({ onTryAgain }: { onTryAgain: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const { title, text, tryAgain } = fallbackMessages(language());

  async function act(): Promise<void> {
    setBusy(true);
    await onTryAgain();
    setBusy(false);
  }

  return (
    <main className="page-failed">
      <h1>{title}</h1>
      <p role="alert">{text}</p>
      <button type="button" className="button strong" aria-busy={busy} onClick={act}>
        {tryAgain}
      </button>
    </main>
  );
}
