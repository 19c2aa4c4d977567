import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bundleSizes, checkSizes, LIMITS } from '../../../extension/build/bundle-size.ts';

/** Writes a built extension. A number as content is so many bytes that gzip cannot compress. */
function built(files: Record<string, string | number>): string {
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const sub of ['chunks', 'assets']) mkdirSync(join(folder, sub));
  for (const [name, content] of Object.entries(files)) {
    const noise = typeof content === 'number' ? randomBytes(content) : content;
    writeFileSync(join(folder, name), noise);
  }
  return folder;
}

const PAGE = `<script type="module" src="/chunks/popup.js"></script>
  <link rel="modulepreload" href="/chunks/shared.js">
  <link rel="stylesheet" href="/assets/popup.css">`;

test('the popup counts every file that its page loads, imports included, once', () => {
  const folder = built({
    'popup.html': PAGE,
    'background.js': 500,
    'chunks/popup.js': 'import"./shared.js";import{a}from"./deep.js";',
    'chunks/shared.js': 'export{b}from"./deep.js";',
    'chunks/deep.js': 10_000,
    'chunks/options.js': 50_000,
    'assets/popup.css': 2_000,
  });
  const { popup, background } = bundleSizes(folder);
  expect(popup).toBeGreaterThan(12_000);
  expect(popup).toBeLessThan(12_500);
  expect(background).toBeGreaterThan(500);
  expect(background).toBeLessThan(600);
});

test('reports which part exceeds its limit', () => {
  expect(checkSizes(LIMITS).isWithin).toBe(true);
  const { lines, isWithin } = checkSizes({ popup: LIMITS.popup + 1, background: 1_000 });
  expect(isWithin).toBe(false);
  expect(lines[0]).toContain('EXCEEDS the limit of 96.0 kB');
  expect(lines[1]).toMatch(/^background: 1\.0 kB gzip, within the limit of 24\.0 kB$/);
});
