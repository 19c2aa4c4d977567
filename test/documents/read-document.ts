import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/build/tools.ts';

/** The text of a document; `path` is relative to the repository. */
export function readDocument(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** All Markdown files of the repository, as paths with slashes. */
export function markdownFiles(): string[] {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const files = execFileSync('git', [...list, '*.md'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return files.filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

/** Each document that exists in Chinese too, with its translation. */
export function translatedDocuments(): [english: string, chinese: string][] {
  const translations = markdownFiles().filter((file) => file.endsWith('.zh-CN.md'));
  return translations.map((chinese) => {
    const stem = chinese.replace(/\.zh-CN\.md$/, '');
    const english = [`${stem}.md`, `${stem}.en.md`].find((file) => existsSync(join(ROOT, file)));
    if (!english) throw new Error(`${chinese} has no English original.`);
    return [english, chinese];
  });
}

/** Everything outside of code blocks. */
export function proseOf(document: string): string {
  return readDocument(document).replace(/^ *```[\s\S]*?^ *```$/gm, '');
}

/** The headings of a document, from level 1 on. */
export function headingsIn(document: string): { level: number; title: string }[] {
  return [...proseOf(document).matchAll(/^(#+) (.+)$/gm)].map(([, marks = '', title = '']) => ({
    level: marks.length,
    title,
  }));
}

/** The commands in the `sh` blocks of a document, or of one of its sections, one per line. */
export function commandsIn(document: string, heading?: string): string[] {
  const part = heading === undefined ? readDocument(document) : sectionOf(document, heading);
  const blocks = [...part.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
}

/** A section of a document, from its heading of level 2 to the next one. */
export function sectionOf(document: string, heading: string): string {
  const text = readDocument(document);
  const start = text.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`There is no heading “${heading}”.`);
  const end = text.indexOf('\n## ', start + 1);
  return text.slice(start, end < 0 ? undefined : end);
}
