import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../support/build/tools.ts';
import { type Color, contrast } from '../../support/colors/contrast.ts';

const read = (file: string) => readFileSync(join(ROOT, 'extension', file), 'utf8');
const theme = read('components/theme.css');

/** The styles of the options page and the welcome page. */
const PAGES = [
  'components/page.css',
  ...globSync('entrypoints/{options,welcome}/*.css', { cwd: join(ROOT, 'extension') }),
];

/** The color of a name in the theme. Both schemes have the same one unless it says otherwise. */
function colorOf(name: string, scheme: 'light' | 'dark'): Color {
  const value = new RegExp(`--${name}: ([^;]+);`).exec(theme)?.[1] ?? '';
  const colors = value.match(/#[\da-f]{6}/gu) ?? [];
  const hex = colors.length > 1 && scheme === 'dark' ? colors[1] : colors[0];
  if (!hex) throw new Error(`The theme has no color ${name}.`);
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

describe.each(['light', 'dark'] as const)('the contrast of the %s scheme', (scheme) => {
  const between = (one: string, other: string) =>
    contrast(colorOf(one, scheme), colorOf(other, scheme));

  test.each([
    ['ink', ['page', 'surface', 'hover', 'alert']],
    ['ink-quiet', ['page', 'surface', 'hover']],
    ['accent', ['page', 'surface']],
    ['accent-ink', ['accent', 'accent-hover']],
    ['danger-ink', ['danger', 'danger-hover']],
    ['avatar-ink', ['avatar']],
    ['alert-mark', ['page', 'surface', 'alert']],
    ['card-ink', ['card-from', 'card-to']],
  ])('is 4.5 at least for text in %s', (text, backgrounds) => {
    for (const background of backgrounds) {
      expect(between(text, background), background).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(['ink-quiet', 'accent', 'focus', 'danger', 'alert-mark'])(
    'is 3 at least for parts in %s',
    (part) => {
      for (const background of ['page', 'surface']) {
        expect(between(part, background), background).toBeGreaterThanOrEqual(3);
      }
    },
  );
});

test.each(PAGES)('%s takes colors and sizes of text from the theme', (file) => {
  const styles = read(file);
  expect(styles).not.toMatch(/#[\da-f]{3,8}\b|rgb\(|hsl\(/iu);
  const sizes = [...styles.matchAll(/font-size: ([^;]+);/gu)].map(([, size]) => size);
  for (const size of sizes) expect(size).toMatch(/^var\(--text-\w+\)$/u);
});

test.each([...PAGES, 'components/controls.css', 'components/theme.css'])(
  '%s moves nothing where the user prefers less motion',
  (file) => {
    const moving = /@media \(prefers-reduced-motion: no-preference\) \{.*?\n\}/gsu;
    const still = read(file).replaceAll(moving, '');
    expect(still).not.toMatch(/\b(?:animation|transition|scroll-behavior)\b/u);
  },
);
