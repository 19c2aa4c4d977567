import type { View } from '../support/browsers/view.ts';

/** Device pixels for one CSS pixel: pictures stay sharp on dense screens. */
export const DENSITY = 2;

/** CSS pixels that the popup is wide where nobody has changed the font sizes. */
export const POPUP_WIDTH = 360;

/** Takes a picture of a page at this width, as high as its content. */
export async function photographWhole(view: View, width: number, path: string): Promise<void> {
  await view.resize(width, 100, DENSITY);
  const height = await view.evaluate(() => document.documentElement.scrollHeight);
  await view.resize(width, height, DENSITY);
  await view.screenshot(path);
}
