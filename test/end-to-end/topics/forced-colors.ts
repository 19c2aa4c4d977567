import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { monthOfLooks } from '../../pictures/screens/everyday.ts';
import type { View } from '../../support/browsers/view.ts';
import { openWithSession, someone } from '../../support/person/person.ts';
import { sayEnglish as say } from '../../support/person/words.ts';
import { until } from '../../support/waiting/until.ts';
import { topic } from '../topic.ts';

/** Of two colours that a state is told by (WCAG 2.2, success criterion 1.4.11). */
const ENOUGH = 3;

type Colour = readonly [red: number, green: number, blue: number];

/** The pixels of the first element that `selector` finds, as drawn, with `margin` pixels around it. */
async function pixelsOf(view: View, selector: string, margin = 0): Promise<Colour[]> {
  const box = await view.evaluate((wanted) => {
    const element = document.querySelector(wanted);
    element?.scrollIntoView({ block: 'center' });
    const { x = 0, y = 0, width = 0, height = 0 } = element?.getBoundingClientRect() ?? {};
    return { x, y, width, height };
  }, selector);
  const folder = mkdtempSync(join(tmpdir(), 'forced-colors-'));
  try {
    const file = join(folder, 'page.png');
    await view.screenshot(file);
    const area = {
      left: Math.round(box.x) - margin,
      top: Math.round(box.y) - margin,
      width: Math.round(box.width) + 2 * margin,
      height: Math.round(box.height) + 2 * margin,
    };
    const bytes = await sharp(file).removeAlpha().extract(area).raw().toBuffer();
    return Array.from({ length: bytes.length / 3 }, (_, at): Colour => {
      const [red = 0, green = 0, blue = 0] = bytes.subarray(3 * at, 3 * at + 3);
      return [red, green, blue];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The most frequent colour. */
function mainColour(pixels: readonly Colour[]): Colour {
  const counts = Map.groupBy(pixels, (pixel) => pixel.join());
  const [most = []] = [...counts.values()].sort((one, other) => other.length - one.length);
  return most[0] ?? [0, 0, 0];
}

/** The contrast ratio of two colours, from 1 to 21 (WCAG 2.2). */
function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The share of the pixels that stand out from `ground`: one colour, or the same pixels at another time. */
function standingOut(pixels: readonly Colour[], ground: Colour | readonly Colour[]): number {
  const isSeen = (pixel: Colour, at: number) => {
    const behind = Array.isArray(ground[0]) ? (ground[at] as Colour) : (ground as Colour);
    return contrast(pixel, behind) >= ENOUGH;
  };
  return pixels.filter(isSeen).length / pixels.length;
}

/** The share of the element that stands out from its main colour. */
async function drawnIn(view: View, selector: string): Promise<number> {
  const pixels = await pixelsOf(view, selector);
  return standingOut(pixels, mainColour(pixels));
}

/** In Chromium, which can be told to; both browsers know the same system colours. */
export const forcedColors = topic(
  'forced colors',
  (theWorld) => {
    test.each(['light', 'dark'] as const)('keep every state visible, %s', async (scheme) => {
      const world = theWorld();
      const { browser } = world;
      const popup = await openWithSession(world, someone(world));
      const history = await until('a history', async () => {
        return (await browser.storage()).local.history as { owner: string };
      });
      await browser.store({
        history: { ...history, samples: monthOfLooks(750, 250_000, Date.now()) },
      });
      await popup.waitForText(/Used today: \d/);
      await popup.preferScheme(scheme, true);

      const pressed = await pixelsOf(popup, '.span[aria-pressed="true"]');
      const unpressed = await pixelsOf(popup, '.span[aria-pressed="false"]');
      expect(contrast(mainColour(pressed), mainColour(unpressed))).toBeGreaterThan(ENOUGH);
      expect(await drawnIn(popup, '.span[aria-pressed="true"]')).toBeGreaterThan(0.02);
      expect(await drawnIn(popup, '.buttons .strong')).toBeGreaterThan(0.01);
      expect(await drawnIn(popup, '.history-chart')).toBeGreaterThan(0.1);
      for (const selector of ['.buttons .strong', '.buttons .quiet', '.gear', '.eye', '.span']) {
        const before = await pixelsOf(popup, selector, 5);
        await popup.evaluate((wanted) => {
          document
            .querySelector<HTMLElement>(wanted)
            ?.focus({ focusVisible: true } as FocusOptions);
        }, selector);
        const after = await pixelsOf(popup, selector, 5);
        expect(standingOut(after, before), `focus on ${selector}`).toBeGreaterThan(0.02);
      }
      await browser.store({ account: { phase: 'unknown', problem: null }, history: null });
      await popup.waitForText(say('loading'));
      expect(await drawnIn(popup, '.card')).toBeGreaterThan(0.05);

      const settings = await browser.openSettings();
      await settings.waitFor('switch', say('switchBadge'));
      await settings.preferScheme(scheme, true);
      const on = await pixelsOf(settings, '#badge');
      expect(await drawnIn(settings, '#badge')).toBeGreaterThan(0.1);
      const disabled = await pixelsOf(settings, '[aria-disabled="true"]');
      const save = await pixelsOf(settings, 'form .button');
      expect(contrast(mainColour(disabled), mainColour(save))).toBeGreaterThan(ENOUGH);
      await settings.click('switch', say('switchBadge'));
      await settings.waitForText(say('confirmedOff'));
      const off = await pixelsOf(settings, '#badge');
      expect(await drawnIn(settings, '#badge')).toBeGreaterThan(0.1);
      expect(contrast(mainColour(on), mainColour(off))).toBeGreaterThan(ENOUGH);
    });
  },
  ['chromium'],
);
