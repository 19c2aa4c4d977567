import { Component, type ReactNode } from 'react';
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

/** Shows `fallback` in place of a page that throws while it renders. */
export class ErrorBoundary extends Component<
  { children: ReactNode; fallback: ReactNode },
  { failed: boolean }
> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
