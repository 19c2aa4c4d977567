import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../build/tools.ts';

/** The languages of the store texts, as they stand in the names of their files. */
export const STORE_LANGUAGES = ['en', 'zh-CN'] as const;
export type StoreLanguage = (typeof STORE_LANGUAGES)[number];

/** What a picture says: a headline, and a line below it. */
export interface Caption {
  readonly headline: string;
  readonly line: string;
}

/** The texts for the stores in one language, read from their file. */
export interface StoreTexts {
  /** What stands below each heading, by the heading. */
  readonly sections: ReadonlyMap<string, string>;
  /** The justification of each permission, by its name in the manifest. */
  readonly permissions: ReadonlyMap<string, string>;
  readonly searchTerms: readonly string[];
  readonly captions: readonly Caption[];
  /** The rows of the Chrome Web Store's data form. */
  readonly dataUsage: readonly (readonly [kind: string, answer: string, why: string])[];
}

const FOLDER = join(ROOT, 'extension/store-listing');

/** Reads the texts; throws where a section is missing. */
export function readStoreTexts(language: StoreLanguage): StoreTexts {
  const sections = partsOf(readFileSync(join(FOLDER, `${language}.md`), 'utf8'), '## ');
  const section = (title: string): string => {
    const text = sections.get(title);
    if (text === undefined) throw new Error(`${language}.md has no section ${title}.`);
    return text;
  };
  const permissions = [...partsOf(section('Permissions'), '### ')].map(
    ([name, why]) => [name.replaceAll('`', ''), why] as const,
  );
  return {
    sections,
    permissions: new Map(permissions),
    searchTerms: [...section('Search terms').matchAll(/^- (.+)$/gm)].map(([, term = '']) => term),
    captions: [...section('Pictures').matchAll(/^\d\. \*\*(.+)\*\* — (.+)$/gm)].map(
      ([, headline = '', line = '']) => ({ headline, line }),
    ),
    dataUsage: [
      ...section('Data usage in the Chrome Web Store').matchAll(/^\|(.+)\|(.+)\|(.*)\|$/gm),
    ]
      .slice(2)
      .map(([, kind = '', answer = '', why = '']) => [kind.trim(), answer.trim(), why.trim()]),
  };
}

export function readPrivacyPolicy(language: StoreLanguage): string {
  return readFileSync(join(FOLDER, `privacy-policy.${language}.md`), 'utf8');
}

/** The texts between headings that begin with `mark`. */
function partsOf(text: string, mark: string): Map<string, string> {
  const parts = `\n${text}`.split(`\n${mark}`).slice(1);
  return new Map(
    parts.map((part) => {
      const [title = '', ...lines] = part.split('\n');
      return [title, lines.join('\n').trim()];
    }),
  );
}
