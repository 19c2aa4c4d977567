import { Component, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { MessageKey } from '../domain/message.ts';
import { language, t } from '../i18n/t.ts';
import { keepFocus } from './keep-focus.ts';
import { PageFailed } from './PageFailed.tsx';

/**
 * Makes a page: its language, its title, and in its root what `draw` makes of what `read` gives. Where the
 * one rejects or the other throws, now or later, the page says so and offers to try again.
 */
export async function show<T>(
  title: MessageKey,
  read: () => Promise<T>,
  draw: (first: T) => ReactNode,
): Promise<void> {
  const element = document.getElementById('root');
  if (!element) return;
  keepFocus(element);
  const root = createRoot(element);
  let attempts = 0;

  async function attempt(): Promise<void> {
    document.documentElement.lang = language();
    try {
      document.title = t(title);
      const first = await read();
      attempts += 1;
      root.render(
        <Boundary key={attempts} otherwise={<PageFailed onTryAgain={attempt} />}>
          {draw(first)}
        </Boundary>,
      );
    } catch (error) {
      console.error(error);
      root.render(<PageFailed onTryAgain={attempt} />);
    }
  }

  await attempt();
}

/** Shows `otherwise` once its children can't be drawn. */
class Boundary extends Component<
  { children: ReactNode; otherwise: ReactNode },
  { failed: boolean }
> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.otherwise : this.props.children;
  }
}
