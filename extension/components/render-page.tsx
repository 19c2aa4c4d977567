import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { MessageKey } from '../domain/message.ts';
import { language, t } from '../i18n/t.ts';
import { keepFocus } from './keep-focus.ts';
import { ErrorBoundary, PageFailed } from './PageFailed.tsx';

/**
 * Renders a page: reads its data, then renders what `render` returns for it. If either fails, now or later, the
 * page says so and offers to try again.
 */
export async function renderPage<T>(
  title: MessageKey,
  read: () => Promise<T>,
  render: (initial: T) => ReactNode,
): Promise<void> {
  const element = document.getElementById('root');
  if (!element) return;
  keepFocus(element);
  const root = createRoot(element);
  let attempts = 0;

  async function attempt(): Promise<void> {
    const fallback = <PageFailed onTryAgain={attempt} />;
    document.documentElement.lang = language();
    try {
      document.title = t(title);
      const initial = await read();
      attempts += 1;
      // The key gives each attempt a new boundary without the error of the last one.
      root.render(
        <ErrorBoundary key={attempts} fallback={fallback}>
          {render(initial)}
        </ErrorBoundary>,
      );
    } catch (error) {
      console.error(error);
      root.render(fallback);
    }
  }

  await attempt();
}
