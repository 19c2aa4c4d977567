import sharp from 'sharp';
import { expect } from 'vitest';
import type { View } from '../../support/browsers/view.ts';
import { type Color, contrast } from '../../support/colors/contrast.ts';
import { monthOfSamples } from '../../support/extension/month-of-history.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import { until } from '../../support/waiting/until.ts';
import { storedHistory } from '../stored-account.ts';
import { NINE_ACCOUNTS, storeFurtherAccounts } from '../stored-accounts.ts';
import { openWithNewSession, suite } from '../suite.ts';

/** The contrast between two colors that distinguish states (WCAG 2.2, success criterion 1.4.11). */
const MIN_CONTRAST = 3;

/** The pixels of the first element that matches `selector`, with a margin of `margin` pixels. */
async function pixelsOf(view: View, selector: string, margin = 0): Promise<Color[]> {
  const box = await view.evaluate((wanted) => {
    const element = document.querySelector(wanted);
    element?.scrollIntoView({ block: 'center' });
    const { x = 0, y = 0, width = 0, height = 0 } = element?.getBoundingClientRect() ?? {};
    return { x, y, width, height };
  }, selector);
  const area = {
    left: Math.round(box.x) - margin,
    top: Math.round(box.y) - margin,
    width: Math.round(box.width) + 2 * margin,
    height: Math.round(box.height) + 2 * margin,
  };
  const screenshot = await view.page.screenshot();
  const bytes = await sharp(screenshot).removeAlpha().extract(area).raw().toBuffer();
  return Array.from({ length: bytes.length / 3 }, (_, at) => [
    ...bytes.subarray(3 * at, 3 * at + 3),
  ]);
}

/** The most frequent color. */
function mainColor(pixels: readonly Color[]): Color {
  const groups = Map.groupBy(pixels, (pixel) => pixel.join());
  const [largest = []] = [...groups.values()].sort((a, b) => b.length - a.length);
  return largest[0] ?? [0, 0, 0];
}

/** The share of an element's pixels that contrast with its main color. */
async function drawnShare(view: View, selector: string): Promise<number> {
  const pixels = await pixelsOf(view, selector);
  const background = mainColor(pixels);
  const drawn = pixels.filter((pixel) => contrast(pixel, background) >= MIN_CONTRAST);
  return drawn.length / pixels.length;
}

/** Focuses an element until the pixels around it change visibly: a screenshot may show the frame before. */
async function expectVisibleFocus(view: View, selector: string): Promise<void> {
  // The page may have moved the focus to it already.
  await view.evaluate((wanted) => {
    const element = document.querySelector<HTMLElement>(wanted);
    if (element === document.activeElement) element?.blur();
  }, selector);
  const before = await pixelsOf(view, selector, 5);
  await until(`a visible focus on ${selector}`, async () => {
    await view.evaluate((wanted) => {
      const options = { focusVisible: true } as FocusOptions;
      document.querySelector<HTMLElement>(wanted)?.focus(options);
    }, selector);
    const after = await pixelsOf(view, selector, 5);
    const changed = after.filter(
      (pixel, at) => contrast(pixel, before[at] ?? pixel) >= MIN_CONTRAST,
    );
    return changed.length / after.length > 0.02;
  });
}

/** Runs in Chromium, which can emulate forced colors. Both browsers have the same system colors. */
export const forcedColors = suite('forced colors', ['chromium'], (test) => {
  for (const scheme of ['light', 'dark'] as const) {
    test(`keep every state visible, ${scheme}`, async (env) => {
      const { popup } = await openWithNewSession(env);
      const { owner } = await storedHistory(env);
      const samples = monthOfSamples(750, 250_000, Date.now());
      await env.browser.store({ history: { owner, samples } });
      await popup.waitFor('button', '30 days');
      await popup.preferScheme(scheme, true);

      const pressed = await pixelsOf(popup, '.period[aria-pressed="true"]');
      const unpressed = await pixelsOf(popup, '.period[aria-pressed="false"]');
      expect(contrast(mainColor(pressed), mainColor(unpressed))).toBeGreaterThan(MIN_CONTRAST);
      expect(await drawnShare(popup, '.period[aria-pressed="true"]')).toBeGreaterThan(0.02);
      expect(await drawnShare(popup, '.buttons .primary')).toBeGreaterThan(0.01);
      expect(await drawnShare(popup, '.usage-chart')).toBeGreaterThan(0.1);
      for (const control of [
        '.buttons .primary',
        '.buttons .secondary',
        '.gear',
        '.eye',
        '.period',
        '.usage-chart',
      ]) {
        await expectVisibleFocus(popup, control);
      }

      await storeFurtherAccounts(env, NINE_ACCOUNTS);
      await popup.waitForText(t('otherAccounts', '2'));
      expect(await drawnShare(popup, '.dot')).toBeGreaterThan(0.2);
      for (const control of ['.accounts', '.other-accounts']) {
        await expectVisibleFocus(popup, control);
      }
      await popup.click('button', t('actionAccounts'));
      await popup.waitForText(t('accountsFull', '10'));
      expect(await drawnShare(popup, '[aria-checked="true"] > .icon')).toBeGreaterThan(0.05);
      for (const item of ['[role="menuitem"]', '[aria-checked="false"]']) {
        await expectVisibleFocus(popup, item);
      }
      await popup.page.keyboard.press('Escape');
      await storeFurtherAccounts(env, []);

      await env.browser.store({ account: { phase: 'unknown', problem: null }, history: null });
      await popup.waitForText(t('loading'));
      expect(await drawnShare(popup, '.card')).toBeGreaterThan(0.05);

      const options = await env.browser.openOptionsPage();
      await options.waitFor('switch', t('switchBadge'));
      await options.preferScheme(scheme, true);
      const on = await pixelsOf(options, '#badge');
      expect(await drawnShare(options, '#badge')).toBeGreaterThan(0.1);
      const disabled = await pixelsOf(options, '[aria-disabled="true"]');
      await options.fill(t('fieldProxyAddress'), 'edited');
      const save = await pixelsOf(options, 'form .button.primary');
      expect(contrast(mainColor(disabled), mainColor(save))).toBeGreaterThan(MIN_CONTRAST);
      await options.click('switch', t('switchBadge'));
      await options.waitForText(t('confirmedOff'));
      const off = await pixelsOf(options, '#badge');
      expect(await drawnShare(options, '#badge')).toBeGreaterThan(0.1);
      expect(contrast(mainColor(on), mainColor(off))).toBeGreaterThan(MIN_CONTRAST);

      await storeFurtherAccounts(env, NINE_ACCOUNTS);
      await options.waitFor('button', t('actionRemoveAccount'));
      const isSelected = await drawnShare(options, '.accounts :checked');
      expect(isSelected).toBeGreaterThan(await drawnShare(options, '.accounts :not(:checked)'));
      for (const control of ['.accounts input', '.moves > button']) {
        await expectVisibleFocus(options, control);
      }
    });
  }
});
