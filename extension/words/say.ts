import { browser } from 'wxt/browser';
import type english from '../public/_locales/en/messages.json';

/** The name of a sentence; every language has all of them. */
export type MessageKey = keyof typeof english;

/** The sentence in the browser's language. */
export function say(key: MessageKey, ...gaps: string[]): string {
  return (browser.i18n.getMessage as (key: string, gaps: string[]) => string)(key, gaps);
}

/** The language in which {@link say} speaks, as a BCP 47 tag: numbers and times follow it. */
export function language(): string {
  return say('languageTag') || 'en';
}
