import { browser } from '../browser/browser.ts';
import type english from '../public/_locales/en/messages.json';

/** The name of a sentence; every language has all of them. */
export type MessageKey = keyof typeof english;

/** The sentence in the browser's language. Throws where the browser has none. */
export function t(key: MessageKey, ...gaps: string[]): string {
  const message = getMessage(key, gaps);
  if (!message) throw new Error(`The browser gave no words for ${key}.`);
  return message;
}

/** The language in which {@link say} speaks, as a BCP 47 tag: numbers and times follow it. */
export function language(): string {
  try {
    return t('languageTag');
  } catch {
    return globalThis.navigator?.language || 'en';
  }
}

/** Sentences one after the other, with the space between them that the language wants. */
export function together(...sentences: string[]): string {
  return sentences.join(language().startsWith('zh') ? '' : ' ');
}

function getMessage(key: string, gaps: string[]): string | undefined {
  return (browser.i18n.getMessage as (key: string, gaps: string[]) => string | undefined)(
    key,
    gaps,
  );
}
