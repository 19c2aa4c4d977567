import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/build/tools.ts';

/** The commands of a document in their order, a line each, as they stand in its blocks for a shell. */
export function commandsIn(document: string, heading?: string): string[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const part = heading === undefined ? text : sectionOf(text, heading);
  const blocks = [...part.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
}

function sectionOf(text: string, heading: string): string {
  const start = text.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`There is no heading “${heading}”.`);
  const end = text.indexOf('\n## ', start + 1);
  return text.slice(start, end < 0 ? undefined : end);
}
