import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Bytes after gzip that each part of the extension may have at the most: 1 kB is 1,000 bytes. */
export const LIMITS = { popup: 90_000, background: 20_500 } as const;

export type Part = keyof typeof LIMITS;

/** Where a built extension keeps its background: Chromium's is a service worker, Firefox's a script. */
const BACKGROUND = 'background.js';

/** What the browser loads for the popup before it can paint: the page's scripts, all that they import, and its styles. */
function popupFiles(folder: string): string[] {
  const page = readFileSync(join(folder, 'popup.html'), 'utf8');
  const found = new Set<string>();
  const visit = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    if (!file.endsWith('.js')) return;
    const code = readFileSync(join(folder, file), 'utf8');
    for (const [, name] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) {
      if (name) visit(join('chunks', name));
    }
  };
  for (const [, file] of page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)) {
    if (file) visit(file);
  }
  return [...found];
}

/** Bytes after gzip of each part of the extension that was built in `folder`. */
export function bundleSizes(folder: string): Record<Part, number> {
  const zipped = (file: string) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
  const popup = popupFiles(folder).reduce((sum, file) => sum + zipped(file), 0);
  return { popup, background: zipped(BACKGROUND) };
}

/** The sizes in words, a line each, and whether every part keeps its limit. */
export function judgeSizes(sizes: Record<Part, number>): { lines: string[]; kept: boolean } {
  const parts = Object.keys(LIMITS) as Part[];
  const inKilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  const lines = parts.map((part) => {
    const verdict = sizes[part] <= LIMITS[part] ? 'within' : 'MORE THAN';
    return `${part}: ${inKilobytes(sizes[part])} gzip, ${verdict} the ${inKilobytes(LIMITS[part])} that it may have`;
  });
  return { lines, kept: parts.every((part) => sizes[part] <= LIMITS[part]) };
}
