import type { BrowserUnderTest } from '../support/browsers/browser-under-test.ts';
import { FONT_SIZES } from '../support/browsers/engine.ts';
import type { View } from '../support/browsers/view.ts';
import { until } from '../support/waiting/until.ts';

/** Device pixels per CSS pixel in pictures of screens, so that they are sharp on dense displays. */
export const DENSITY = 2;

/** The width of the popup in CSS pixels with default font sizes. */
export const POPUP_WIDTH = 360;

/** The height in CSS pixels that browsers allow a popup at a zoom of 100 %. */
const MAX_POPUP_HEIGHT = 600;

/** The lowest popup that has the layout of a high one (`max-height: 344px` in its style sheet). */
const MIN_HEIGHT = 345;

/** The width that a popup does not exceed with large text, in CSS pixels. */
const MAX_POPUP_WIDTH = 400;

/** The zooms and the size of text at which screens are captured on request. */
const ZOOMS = [1.5, 2];
const LARGE_TEXT_PX = 24;

/** Captures a page at `width` CSS pixels, as high as its content, and writes it to `path`. */
export type Capture = (view: View, width: number, path: string) => Promise<void>;

/** Captures a page at the end of its transitions. */
export const captureWholePage: Capture = async (view, width, path) => {
  await until('the balance to have counted to its new value', () =>
    view.evaluate(() => document.querySelector('#balance .count') === null),
  );
  // The last click would leave its hover style.
  await view.page.mouse.move(0, 0);
  await captureAtOnce(view, width, path);
};

/**
 * Captures a page also at zooms and with large text, beside the picture at `path`. A popup keeps its width in CSS
 * pixels and is cut off at the height that browsers allow.
 */
export const captureZoomed: Capture = async (view, width, path) => {
  await captureWholePage(view, width, path);
  const isPopup = width === POPUP_WIDTH;
  const beside = (suffix: string) => path.replace(/\.png$/u, `-${suffix}.png`);
  for (const zoom of ZOOMS) {
    const zoomedWidth = isPopup ? width : Math.round(width / zoom);
    const maxHeight = isPopup ? MAX_POPUP_HEIGHT / zoom : undefined;
    await captureAtOnce(view, zoomedWidth, beside(`zoom-${zoom}`), maxHeight);
  }
  // The size in the browser's settings: media queries in em do not follow that of the root element.
  const session = await view.page.createCDPSession();
  const setTextSize = (standard: number) =>
    session.send('Page.setFontSizes', { fontSizes: { standard } });
  await setTextSize(LARGE_TEXT_PX);
  const largeWidth = isPopup ? MAX_POPUP_WIDTH : width;
  await captureAtOnce(view, largeWidth, beside('text'), isPopup ? MAX_POPUP_HEIGHT : undefined);
  await setTextSize(FONT_SIZES.usual);
  await session.detach();
};

/** Captures a page at once, even while a balance counts. It is at most `maxHeight` CSS pixels high. */
export async function captureAtOnce(
  view: View,
  width: number,
  path: string,
  maxHeight = Number.POSITIVE_INFINITY,
): Promise<void> {
  await view.resize(width, MIN_HEIGHT, DENSITY);
  const height = await view.evaluate(() => document.documentElement.scrollHeight);
  await view.resize(width, Math.min(height, maxHeight), DENSITY);
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
