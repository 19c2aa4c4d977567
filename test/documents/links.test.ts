import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/build/tools.ts';
import { headingsIn, markdownFiles, proseOf } from './read-document.ts';

/** The anchor that GitHub gives a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** The links of a document to this repository that lead nowhere. */
function brokenLinksIn(document: string): string[] {
  const links = [...proseOf(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? document : join(dirname(document), path);
    if (!existsSync(join(ROOT, target))) return true;
    return (
      anchor !== undefined && !headingsIn(target).some((one) => anchorOf(one.title) === anchor)
    );
  });
}

test.each(markdownFiles())('every link and anchor in %s resolves', (document) => {
  expect(brokenLinksIn(document)).toEqual([]);
});
