import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import type { BrowserUnderTest } from '../support/browsers/browser-under-test.ts';
import { ROOT } from '../support/build/tools.ts';
import { captureHtml, captureWholePage, DENSITY, imageUrl } from './capture.ts';
import { takeOptionsScreens } from './screens/options.ts';
import { takePopupScreens } from './screens/popup.ts';
import { forEachVariant, screenPath, VARIANTS } from './variants.ts';

const README_PICTURES = join(ROOT, '.github/pictures');
const SCREENS = join(ROOT, 'test-results/screens');
const PICTURE_WIDTH = 880;

const STYLE = `
html { background: #cfd8d2; }
body { margin: 0; }
div { display: flex; justify-content: center; gap: 40px; padding: 48px 0 56px; }
img { border-radius: 14px; box-shadow: 0 1px 2px rgb(15 40 32 / 14%), 0 14px 32px rgb(15 40 32 / 16%); }
`;

/** Takes a picture of every screen, and the pictures of the README. Returns the exit code. */
export function takeReadmePictures(): Promise<number> {
  return forEachVariant(VARIANTS, [SCREENS], async (environment, variant) => {
    await takePopupScreens(environment, variant, SCREENS);
    await takeOptionsScreens(environment, variant, SCREENS);
    console.log(relative(ROOT, screenPath(SCREENS, variant, '*')));
    if (variant.colorScheme === 'light') return;
    // The light variant of the same language comes before.
    const popups = [{ ...variant, colorScheme: 'light' as const }, variant].map((one) =>
      screenPath(SCREENS, one, 'history'),
    );
    const picture = join(README_PICTURES, `popup.${variant.language}.png`);
    await combine(environment.browser, popups, picture);
    console.log(relative(ROOT, picture));
  });
}

/** Puts pictures side by side into one. */
async function combine(browser: BrowserUnderTest, pictures: readonly string[], path: string) {
  const images = pictures.map(async (picture) => {
    const { width } = await sharp(picture).metadata();
    return `<img src="${imageUrl(readFileSync(picture))}" width="${width / DENSITY}">`;
  });
  const html = `<style>${STYLE}</style><div>${(await Promise.all(images)).join('')}</div>`;
  await captureHtml(browser, html, (page) => captureWholePage(page, PICTURE_WIDTH, path));
}
