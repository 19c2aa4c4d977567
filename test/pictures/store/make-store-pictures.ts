import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { makeIcons } from '../../../extension/build/icons.ts';
import { buildExtension } from '../../support/build/built-extension.ts';
import { ROOT } from '../../support/build/tools.ts';
import {
  openTestEnvironment,
  type TestEnvironment,
} from '../../support/environment/test-environment.ts';
import { readStoreTexts } from '../../support/store-texts/store-texts.ts';
import { ensureSystem } from '../../support/system/ensure-system.ts';
import { CommandError } from '../../support/system/find-program.ts';
import { needChineseFonts } from '../chinese-fonts.ts';
import { LOOKS, type Look } from '../looks.ts';
import { type Composition, compose } from './compose.ts';
import { type SceneName, type Scenes, takeScenes } from './scenes.ts';

const SCREENS = join(ROOT, 'test-results/store-screens');
const PICTURES = join(ROOT, '.output/store');

/** What is drawn small and large. */
const DRAWING = process.env.WXT_ICON || join(ROOT, 'extension/build/icon.svg');

/** The size that all three stores take. */
const SCREENSHOT = { width: 1280, height: 800 };

/** What each screenshot shows, from left to right. */
const SCENES: readonly (readonly SceneName[])[] = [
  ['balance'],
  ['month'],
  ['unreachable', 'ended'],
  ['low', 'rise'],
  ['welcome'],
];

/** Makes the pictures that the stores ask for, in both languages. Gives the exit code. */
export async function makeStorePictures(): Promise<number> {
  try {
    needChineseFonts();
    ensureSystem(['chromium']);
    console.log('Building the extension.');
    await buildExtension();
    for (const folder of [SCREENS, PICTURES]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
    }
    const icons = await makeIcons(DRAWING, [96, 128, 300]);
    for (const { light } of LOOKS) {
      await inWorld(light, async (world) => {
        const scenes = await takeScenes(world, light, SCREENS);
        await composeAll(world, light, scenes, icons);
      });
    }
    await writeIcons(icons);
    return 0;
  } catch (error) {
    console.error(error instanceof CommandError ? error.message : error);
    return 1;
  }
}

async function inWorld<T>(look: Look, work: (world: TestEnvironment) => Promise<T>): Promise<T> {
  const world = await openTestEnvironment({
    browser: 'chromium',
    launch: { language: look.language, colorScheme: look.colorScheme },
    settings: { USERINFO_MAX_AGE: '0' },
  });
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

/** Every picture of one language, each in the size that the stores want. */
async function composeAll(
  { browser }: TestEnvironment,
  { tag }: Look,
  { path, badge }: Scenes,
  icons: ReadonlyMap<number, Buffer>,
): Promise<void> {
  const folder = join(PICTURES, tag);
  mkdirSync(folder, { recursive: true });
  const { captions, sections } = readStoreTexts(tag);
  const name = sections.get('Name') ?? '';
  const icon = icons.get(300) ?? Buffer.alloc(0);
  const captionOf = (number: number) => {
    const caption = captions[number - 1];
    if (!caption) throw new Error(`There is no caption for picture ${number}.`);
    return caption;
  };
  const shared = { name, language: tag, icon };
  const make = async (file: string, composition: Omit<Composition, keyof typeof shared>) => {
    await compose(browser, { ...shared, ...composition }, join(folder, file));
    console.log(relative(ROOT, join(folder, file)));
  };
  for (const [index, names] of SCENES.entries()) {
    await make(`${index + 1}.png`, {
      ...SCREENSHOT,
      caption: captionOf(index + 1),
      pictures: names.map(path),
      ...(index === 0 && { badge }),
    });
  }
  await make('tile.png', { width: 440, height: 280, caption: captionOf(1), pictures: [], badge });
  await make('marquee.png', {
    width: 1400,
    height: 560,
    caption: captionOf(1),
    pictures: [path('balance')],
    badge,
  });
}

/** The Chrome Web Store wants a margin around its icon; Edge Add-ons takes a larger one as it is. */
async function writeIcons(icons: ReadonlyMap<number, Buffer>): Promise<void> {
  const { default: sharp } = await import('sharp');
  const margin = { top: 16, bottom: 16, left: 16, right: 16, background: '#0000' };
  await sharp(icons.get(96)).extend(margin).png().toFile(join(PICTURES, 'icon-128.png'));
  writeFileSync(join(PICTURES, 'icon-300.png'), icons.get(300) ?? '');
}
