import { browser } from '../browser/browser.ts';
import type { Message, MessageKey } from '../domain/message.ts';

/** The text in the browser's language. Throws if the browser has none for the key. */
export function t(key: MessageKey, ...substitutions: readonly string[]): string {
  const text = (browser.i18n.getMessage as GetMessage)(key, substitutions);
  if (!text) throw new Error(`No text for ${key}.`);
  return text;
}

type GetMessage = (key: string, substitutions: readonly string[]) => string | undefined;

/** The text of a message below its title. */
export function messageText({ text, substitutions = [] }: Message): string {
  return t(text, ...substitutions);
}

/** The language of {@link t} as a BCP 47 tag. Numbers and times are formatted for it. */
export function language(): string {
  try {
    return t('languageTag');
  } catch {
    return globalThis.navigator?.language || 'en';
  }
}

/** Joins sentences with the space that the language puts between them. */
export function joinSentences(...sentences: string[]): string {
  return sentences.join(language().startsWith('zh') ? '' : ' ');
}
