import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../support/build/tools.ts';
import { type Color, contrast } from '../../support/colors/contrast.ts';

const FOLDER = join(ROOT, 'extension');

const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const theme = read('components/theme.css');

/** The styles of the pages, without the theme. */
const PAGES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.css') && !file.endsWith('theme.css'),
);

const SCHEMES = ['light', 'dark'] as const;
type Scheme = (typeof SCHEMES)[number];

/** The text colors of the pages, each with the backgrounds that it may have. */
const TEXTS: Record<string, string[]> = {
  ink: ['page', 'surface', 'hover', 'alert'],
  'ink-quiet': ['page', 'surface', 'hover'],
  accent: ['page', 'surface'],
  'accent-ink': ['accent', 'accent-hover'],
  'selected-ink': ['selected'],
  'danger-ink': ['danger', 'danger-hover'],
  'avatar-ink': ['avatar'],
  'alert-mark': ['page', 'surface', 'alert'],
  'card-to': ['card-ink'],
};

/** The colors of icons, bars, lines and frames that mean something. */
const PARTS = [
  'ink',
  'ink-quiet',
  'accent',
  'focus',
  'danger',
  'alert-mark',
  'disabled',
  'bar',
  'balance-line',
];

/** The lines of the chart. On bars they have an outline in the color of the page. */
const LINES = ['ink', 'balance-line'];

/** Colors that carry no information: frames around texts, and what stands for content that is not there yet. */
const DECORATION = [
  'line',
  'alert-line',
  'card-line',
  'skeleton',
  'card-shine',
  'shadow',
  'chosen',
];

/** The selectors of the card's colors, and the texts on it. */
const CARDS = [':root', '.low', '.negative', '.aged'];
const CARD_TEXTS = ['card-ink', 'card-ink-quiet'];
const CARD_GROUNDS = ['card-from', 'card-to', 'card-hover'];

/** The value of a name in the theme, where the first rule with `selector` begins or later. */
function declared(name: string, scheme: Scheme, selector = ':root'): string {
  const rules = theme.slice(theme.indexOf(`${selector} {`));
  const value = new RegExp(`--${name}: ([^;]+);`).exec(rules)?.[1];
  if (!value) throw new Error(`The theme has no color ${name}.`);
  const reference = /^var\(--(.+)\)$/u.exec(value)?.[1];
  if (reference) return declared(reference, scheme, selector);
  const [light = value, dark = value] = value.match(/#\w+|rgb\([^)]+\)/gu) ?? [];
  return scheme === 'light' || !value.startsWith('light-dark') ? light : dark;
}

/** The color of a name, over `ground` if it is transparent. */
function colorOf(name: string, scheme: Scheme, selector?: string, ground?: Color): Color {
  const value = declared(name, scheme, selector);
  if (value.startsWith('#')) {
    return [1, 3, 5].map((at) => Number.parseInt(value.slice(at, at + 2), 16));
  }
  const [red = 0, green = 0, blue = 0, percent = 0] = (value.match(/\d+/gu) ?? []).map(Number);
  if (!ground) throw new Error(`${name} is transparent.`);
  const opacity = percent / 100;
  return [red, green, blue].map((part, at) => part * opacity + (ground[at] ?? 0) * (1 - opacity));
}

describe.each(SCHEMES)('the contrast of the %s scheme', (scheme) => {
  const between = (one: string, other: string) =>
    contrast(colorOf(one, scheme), colorOf(other, scheme));

  test.each(Object.entries(TEXTS))('is 4.5 at least for text in %s', (text, backgrounds) => {
    for (const background of backgrounds) {
      expect(between(text, background), background).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(PARTS)('is 3 at least for parts in %s', (part) => {
    for (const background of ['page', 'surface']) {
      expect(between(part, background), background).toBeGreaterThanOrEqual(3);
    }
  });

  test.each(LINES)('is 4.5 at least for lines of the chart in %s', (line) => {
    expect(between(line, 'page')).toBeGreaterThanOrEqual(4.5);
  });

  test.each(CARDS)('is 4.5 at least for text on each place of the card: %s', (card) => {
    for (const end of ['card-from', 'card-to']) {
      const ground = colorOf(end, scheme, card);
      const shine = colorOf('card-shine', scheme, ':root', ground);
      const brightest = colorOf('card-shine', scheme, ':root', shine);
      // The quiet texts stand outside the inner circle.
      for (const [text, behind] of [
        ['card-ink', brightest],
        ['card-ink-quiet', shine],
      ] as const) {
        const color = colorOf(text, scheme, ':root', behind);
        expect(contrast(color, behind), `${text} on ${end}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

describe('each color in use', () => {
  const rules = [theme, ...PAGES.map(read)]
    .flatMap((styles) => [...styles.matchAll(/\{([^{}]*)\}/gu)])
    .map(([, declarations = '']) => declarations);
  /** The names that a rule uses for a property. */
  const names = (rule: string, property: string) =>
    [...rule.matchAll(new RegExp(`(?:^|[\\s;])(?:${property}): ([^;]+);`, 'gu'))]
      .flatMap(([, value = '']) => [...value.matchAll(/var\(--([\w-]+)\)/gu)])
      .map(([, name = '']) => name);
  const grounds = (rule: string) => names(rule, 'background|background-color');
  const texts = (rule: string) => names(rule, 'color');
  const used = (find: (rule: string) => string[]) => [...new Set(rules.flatMap(find))].sort();

  test('is found', () => {
    expect(used(texts)).toEqual(expect.arrayContaining(['ink', 'card-ink', 'accent-ink']));
    expect(used(grounds)).toEqual(expect.arrayContaining(['page', 'surface', 'card-from']));
  });

  test('is checked as a text', () => {
    const known = [...Object.keys(TEXTS), ...CARD_TEXTS, ...PARTS];
    expect(used(texts).filter((name) => !known.includes(name))).toEqual([]);
  });

  test('is checked as a background, or is a part', () => {
    const known = [...Object.entries(TEXTS).flat(2), ...CARD_GROUNDS, ...PARTS, ...DECORATION];
    expect(used(grounds).filter((name) => !known.includes(name))).toEqual([]);
  });

  test('is checked as a line or a filled shape', () => {
    const lines = used((rule) => names(rule, '(?:border|outline)[\\w-]*|fill|stroke|accent-color'));
    const known = [...PARTS, ...DECORATION, ...Object.values(TEXTS).flat()];
    expect(lines.filter((name) => !known.includes(name) && !/^radius/u.test(name))).toEqual([]);
  });

  test('is checked together with the background of the same rule', () => {
    const pairs = rules.flatMap((rule) => {
      const behind = grounds(rule).filter((name) => !name.startsWith('card-'));
      return texts(rule).flatMap((text) => behind.map((ground) => [text, ground] as const));
    });
    expect(pairs.length).toBeGreaterThan(5);
    const isChecked = ([text, ground]: readonly [string, string]) => TEXTS[text]?.includes(ground);
    expect(pairs.filter((pair) => !isChecked(pair))).toEqual([]);
  });
});

test.each(PAGES)('%s takes colors and sizes of text from the theme', (file) => {
  const styles = read(file);
  expect(styles).not.toMatch(/#[\da-f]{3,8}\b|rgb\(|hsl\(/iu);
  const sizes = [...styles.matchAll(/font-size: ([^;]+);/gu)].map(([, size]) => size);
  for (const size of sizes) expect(size).toMatch(/^(?:min\()?var\(--(?:text|balance)-\w+\)/u);
  const radii = [...styles.matchAll(/border-radius: ([^;]+);/gu)].map(([, radius]) => radius);
  for (const radius of radii) expect(radius).toMatch(/^(?:var\(--radius-\w+\)|50%|1lh)$/u);
  const spaces = [...styles.matchAll(/(?:gap|padding|margin)[\w-]*: ([^;]+);/gu)];
  for (const [space] of spaces) expect(space).not.toMatch(/\b(?:[4-9]|\d\d+)px/u);
});

test.each([...PAGES, 'components/theme.css'])(
  '%s moves nothing where the user prefers less motion',
  (file) => {
    const moving = /@media \(prefers-reduced-motion: no-preference\) \{.*?\n\}/gsu;
    const still = read(file).replaceAll(moving, '');
    expect(still).not.toMatch(/\b(?:animation|transition|scroll-behavior)\b/u);
  },
);
