import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import type { BrowserUnderTest } from '../support/browsers/browser-under-test.ts';
import { ROOT } from '../support/build/tools.ts';
import { captureHtml, captureWholePage, captureZoomed, DENSITY, imageUrl } from './capture.ts';
import { makeMovingPicture } from './moving/moving-picture.ts';
import { takeOptionsScreens, takeSettingsScreens } from './screens/options.ts';
import { takePageScreens } from './screens/pages.ts';
import { takePopupScreens } from './screens/popup.ts';
import { forEachVariant, screenPath, VARIANTS } from './variants.ts';

const README_PICTURES = join(ROOT, '.github/pictures');
const SCREENS = join(ROOT, 'test-results/screens');
const FRAMES = join(ROOT, 'test-results/frames');
const PICTURE_WIDTH = 880;

/** The size of a screen in a picture of two, in CSS pixels. Higher ones are cut off. */
const MAX_SCREEN_WIDTH = 400;
const MAX_SCREEN_HEIGHT = 560;

/** The pictures of the README by name: the screens side by side, the first in light and the second in dark. */
const PICTURES = {
  popup: ['history', 'month'],
  accounts: ['account-menu-3', 'other-account'],
  settings: ['settings-signed-in', 'settings-signed-in'],
} as const;

const STYLE = `
html { background: #cfd8d2; }
body { margin: 0; }
div { display: flex; justify-content: center; align-items: flex-start; gap: 40px; padding: 40px 0 48px; }
img { max-height: ${MAX_SCREEN_HEIGHT}px; object-fit: cover; object-position: top; border-radius: 14px; box-shadow: 0 1px 2px rgb(15 40 32 / 14%), 0 14px 32px rgb(15 40 32 / 16%); }
`;

/**
 * Takes a picture of every screen, and the pictures of the README; with `--moving` among `args` the moving one alone,
 * with `--zoom` the screens also at zooms and with large text. Returns the exit code.
 */
export function takeReadmePictures(args: readonly string[]): Promise<number> {
  const capture = args.includes('--zoom') ? captureZoomed : captureWholePage;
  const isMovingOnly = args.includes('--moving');
  const variants = VARIANTS.filter((one) => !isMovingOnly || one.colorScheme === 'light');
  const folders = isMovingOnly ? [FRAMES] : [SCREENS, FRAMES];
  return forEachVariant(variants, folders, async (environment, variant) => {
    const { language, colorScheme } = variant;
    const pathOf = (name: string) => join(README_PICTURES, `${name}.${language}`);
    if (colorScheme === 'light') {
      const path = `${pathOf('main-job')}.webp`;
      await makeMovingPicture(environment, variant, join(FRAMES, language), path);
      console.log(relative(ROOT, path));
      await environment.reset();
    }
    if (isMovingOnly) return;
    await takePageScreens(environment, variant, SCREENS, capture);
    await takePopupScreens(environment, variant, SCREENS, capture);
    await takeOptionsScreens(environment, variant, SCREENS, capture);
    await takeSettingsScreens(environment, variant, SCREENS, capture);
    console.log(relative(ROOT, screenPath(SCREENS, variant, '*')));
    if (colorScheme === 'light') return;
    // The light variant of the same language comes before.
    const light = { ...variant, colorScheme: 'light' as const };
    for (const [name, [first, second]] of Object.entries(PICTURES)) {
      const screens = [screenPath(SCREENS, light, first), screenPath(SCREENS, variant, second)];
      const picture = `${pathOf(name)}.webp`;
      await combine(environment.browser, screens, picture);
      console.log(relative(ROOT, picture));
    }
  });
}

/** Puts pictures side by side into one. WebP is half the size of a PNG, or less. */
async function combine(browser: BrowserUnderTest, pictures: readonly string[], path: string) {
  const images = pictures.map(async (picture) => {
    const { width } = await sharp(picture).metadata();
    const shownWidth = Math.min(MAX_SCREEN_WIDTH, width / DENSITY);
    return `<img src="${imageUrl(readFileSync(picture))}" width="${shownWidth}">`;
  });
  const html = `<style>${STYLE}</style><div>${(await Promise.all(images)).join('')}</div>`;
  const combined = join(SCREENS, 'combined.png');
  await captureHtml(browser, html, (page) => captureWholePage(page, PICTURE_WIDTH, combined));
  await sharp(combined).webp({ quality: 90, effort: 6 }).toFile(path);
}
