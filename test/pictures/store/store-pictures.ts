import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { makeIcons } from '../../../extension/build/icons.ts';
import { ROOT } from '../../support/build/tools.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { readStoreTexts } from '../../support/store-texts/store-texts.ts';
import { type Composition, compose } from '../compose.ts';
import { forEachVariant, VARIANTS, type Variant } from '../variants.ts';
import { type ScreenName, type StoreScreens, takeStoreScreens } from './store-screens.ts';

const SCREENS = join(ROOT, 'test-results/store-screens');
const PICTURES = join(ROOT, '.output/store');

const ICON_SOURCE = process.env.WXT_ICON || join(ROOT, 'extension/build/icon.svg');

/** The screenshot size that all three stores accept. */
const SCREENSHOT = { width: 1280, height: 800 };

/** The screens in each screenshot, from left to right. */
const SCREENSHOTS: readonly (readonly ScreenName[])[] = [
  ['balance'],
  ['month'],
  ['unreachable', 'ended'],
  ['low', 'credit'],
  ['welcome'],
];

/** Takes the pictures that the stores ask for, in both languages. Returns the exit code. */
export async function takeStorePictures(): Promise<number> {
  const light = VARIANTS.filter(({ colorScheme }) => colorScheme === 'light');
  return forEachVariant(light, [SCREENS, PICTURES], async (environment, variant) => {
    const icons = await makeIcons(ICON_SOURCE, [96, 128, 300]);
    const screens = await takeStoreScreens(environment, variant, SCREENS);
    await composeAll(environment, variant, screens, icons);
    if (variant === light.at(-1)) await writeIcons(icons);
  });
}

/** Composes the pictures of one language in the sizes that the stores ask for. */
async function composeAll(
  { browser }: TestEnvironment,
  { language }: Variant,
  { path, badge }: StoreScreens,
  icons: ReadonlyMap<number, Buffer>,
): Promise<void> {
  const folder = join(PICTURES, language);
  mkdirSync(folder, { recursive: true });
  const { captions, sections } = readStoreTexts(language);
  const shared = {
    name: sections.get('Name') ?? '',
    language,
    icon: icons.get(300) ?? Buffer.alloc(0),
  };
  const make = async (
    file: string,
    number: number,
    composition: Omit<Composition, keyof typeof shared | 'caption'>,
  ) => {
    const caption = captions[number - 1];
    if (!caption) throw new Error(`There is no caption for picture ${number}.`);
    await compose(browser, { ...shared, caption, ...composition }, join(folder, file));
    console.log(relative(ROOT, join(folder, file)));
  };
  for (const [index, names] of SCREENSHOTS.entries()) {
    const screens = names.map(path);
    const withBadge = index === 0 && { badge };
    await make(`${index + 1}.png`, index + 1, { ...SCREENSHOT, screens, ...withBadge });
  }
  await make('tile.png', 1, { width: 440, height: 280, screens: [], badge });
  await make('marquee.png', 1, { width: 1400, height: 560, screens: [path('balance')], badge });
}

/** The Chrome Web Store requires a margin around the icon; Edge Add-ons takes a larger one without. */
async function writeIcons(icons: ReadonlyMap<number, Buffer>): Promise<void> {
  const margin = { top: 16, bottom: 16, left: 16, right: 16, background: '#0000' };
  await sharp(icons.get(96)).extend(margin).png().toFile(join(PICTURES, 'icon-128.png'));
  writeFileSync(join(PICTURES, 'icon-300.png'), icons.get(300) ?? '');
}
