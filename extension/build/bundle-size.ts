import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Maximum size of each part of the extension in bytes after gzip. 1 kB is 1,000 bytes. */
export const LIMITS = { popup: 96_000, background: 24_000 } as const;

type Part = keyof typeof LIMITS;

/** The service worker in Chromium, the background script in Firefox. */
const BACKGROUND = 'background.js';

/** The files that the browser loads before the popup can paint: scripts, their imports, and styles. */
function popupFiles(folder: string): Set<string> {
  const page = readFileSync(join(folder, 'popup.html'), 'utf8');
  const found = new Set<string>();
  const visit = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    if (!file.endsWith('.js')) return;
    const code = readFileSync(join(folder, file), 'utf8');
    for (const [, name = ''] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) {
      visit(join('chunks', name));
    }
  };
  for (const [, file = ''] of page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)) visit(file);
  return found;
}

/** Bytes after gzip of each part of the extension built in `folder`. */
export function bundleSizes(folder: string): Record<Part, number> {
  const zipped = (file: string) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
  const popup = [...popupFiles(folder)].reduce((sum, file) => sum + zipped(file), 0);
  return { popup, background: zipped(BACKGROUND) };
}

/** Describes each size in one line, and says whether all parts are within their limits. */
export function checkSizes(sizes: Record<Part, number>): { lines: string[]; isWithin: boolean } {
  const parts = Object.keys(LIMITS) as Part[];
  const inKilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  const lines = parts.map((part) => {
    const verdict = sizes[part] <= LIMITS[part] ? 'within' : 'EXCEEDS';
    return `${part}: ${inKilobytes(sizes[part])} gzip, ${verdict} the limit of ${inKilobytes(LIMITS[part])}`;
  });
  return { lines, isWithin: parts.every((part) => sizes[part] <= LIMITS[part]) };
}
