import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { language, type MessageKey, say } from '../words/say.ts';

/** Makes the page: its language, its title, and `content` in its root. */
export function show(title: MessageKey, content: ReactNode): void {
  document.documentElement.lang = language();
  document.title = say(title);
  const root = document.getElementById('root');
  if (root) createRoot(root).render(content);
}
