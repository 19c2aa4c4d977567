import { join } from 'node:path';
import { type Say, sayChinese, sayEnglish } from '../support/person/words.ts';

/** One way in which the extension can look: a language and a colour scheme. */
export interface Look {
  /** As it stands in the names of pictures. */
  readonly tag: 'en' | 'zh-CN';
  readonly language: 'en-US' | 'zh-CN';
  readonly colorScheme: 'light' | 'dark';
  readonly say: Say;
}

const ENGLISH = { tag: 'en', language: 'en-US', say: sayEnglish } as const;
const CHINESE = { tag: 'zh-CN', language: 'zh-CN', say: sayChinese } as const;

/** Light and dark of each language. */
export const LOOKS: readonly { readonly light: Look; readonly dark: Look }[] = [
  ENGLISH,
  CHINESE,
].map((language) => ({
  light: { ...language, colorScheme: 'light' },
  dark: { ...language, colorScheme: 'dark' },
}));

/** Where the picture of a screen in this look is. */
export function screenPath(folder: string, { tag, colorScheme }: Look, state: string): string {
  return join(folder, `${tag}-${colorScheme}-${state}.png`);
}
