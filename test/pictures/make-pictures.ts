import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildExtension } from '../support/build/built-extension.ts';
import { ROOT } from '../support/build/tools.ts';
import { openTestEnvironment } from '../support/environment/test-environment.ts';
import { ensureSystem } from '../support/system/ensure-system.ts';
import { CommandError } from '../support/system/find-program.ts';
import { needChineseFonts } from './chinese-fonts.ts';
import { LOOKS, type Look, screenPath } from './looks.ts';
import { takePopupScreens } from './screens/popup.ts';
import { takeSettingsScreens } from './screens/settings.ts';
import { putSideBySide } from './side-by-side.ts';

const README_PICTURES = join(ROOT, '.github/pictures');
const SCREENS = join(ROOT, 'test-results/screens');

/** Makes the pictures of the README, and one of every screen for looking at. Gives the exit code. */
export async function makePictures(): Promise<number> {
  try {
    needChineseFonts();
    ensureSystem(['chromium']);
    console.log('Building the extension.');
    await buildExtension();
    rmSync(SCREENS, { recursive: true, force: true });
    for (const folder of [README_PICTURES, SCREENS]) mkdirSync(folder, { recursive: true });
    for (const { light, dark } of LOOKS) {
      await makePicturesOf(light);
      await makePicturesOf(dark, light);
    }
    return 0;
  } catch (error) {
    console.error(error instanceof CommandError ? error.message : error);
    return 1;
  }
}

/** Takes every screen in this look; then, with those of `light` there too, makes the README's picture of both. */
async function makePicturesOf(look: Look, light?: Look): Promise<void> {
  const world = await openTestEnvironment({
    browser: 'chromium',
    launch: { language: look.language, colorScheme: look.colorScheme },
    settings: { USERINFO_MAX_AGE: '0' },
  });
  try {
    await takePopupScreens(world, look, SCREENS);
    await takeSettingsScreens(world, look, SCREENS);
    console.log(`${relative(ROOT, SCREENS)}/${look.tag}-${look.colorScheme}-*.png`);
    if (!light) return;
    const picture = join(README_PICTURES, `popup.${look.tag}.png`);
    const popups = [light, look].map((one) => screenPath(SCREENS, one, 'history'));
    await putSideBySide(world.browser, popups, picture);
    console.log(relative(ROOT, picture));
  } finally {
    await world.close();
  }
}
