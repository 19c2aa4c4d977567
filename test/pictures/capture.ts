import type { BrowserUnderTest } from '../support/browsers/browser-under-test.ts';
import type { View } from '../support/browsers/view.ts';
import { until } from '../support/waiting/until.ts';

/** Device pixels per CSS pixel in pictures of screens, so that they are sharp on dense displays. */
export const DENSITY = 2;

/** The width of the popup in CSS pixels with default font sizes. */
export const POPUP_WIDTH = 360;

/** Captures a page at `width` CSS pixels, as high as its content, at the end of its transitions. */
export async function captureWholePage(view: View, width: number, path: string): Promise<void> {
  await until('the balance to have counted to its new value', () =>
    view.evaluate(() => document.querySelector('#balance .count') === null),
  );
  await captureAtOnce(view, width, path);
}

/** The same while a balance counts. */
export async function captureAtOnce(view: View, width: number, path: string): Promise<void> {
  await view.resize(width, 100, DENSITY);
  const height = await view.evaluate(() => document.documentElement.scrollHeight);
  await view.resize(width, height, DENSITY);
  await view.evaluate(() => {
    for (const animation of document.getAnimations()) {
      const isEndless = animation.effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY;
      if (!isEndless) animation.finish();
    }
  });
  await view.screenshot(path);
}

/** Renders HTML in a new page, with its images decoded, for `capture`. */
export async function captureHtml(
  browser: BrowserUnderTest,
  html: string,
  capture: (page: View) => Promise<void>,
): Promise<void> {
  const page = await browser.openPage('about:blank');
  await page.evaluate(async (source) => {
    document.documentElement.innerHTML = source;
    await Promise.all([...document.images].map((image) => image.decode()));
  }, html);
  await capture(page);
  await page.close();
}

/** A PNG as the address of an image. */
export function imageUrl(png: Buffer): string {
  return `data:image/png;base64,${png.toString('base64')}`;
}
