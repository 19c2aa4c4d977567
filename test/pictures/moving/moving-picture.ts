import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { makeIcons } from '../../../extension/build/icons.ts';
import { ROOT } from '../../support/build/tools.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { readStoreTexts } from '../../support/store-texts/store-texts.ts';
import { compose } from '../compose.ts';
import type { Variant } from '../variants.ts';
import { CAPTIONS } from './captions.ts';
import { filmMainJob } from './main-job.ts';

const ICON_SOURCE = join(ROOT, 'extension/build/icon.svg');

/** The size of the picture in CSS pixels, and its device pixels per CSS pixel. */
const SIZE = { width: 900, height: 600, density: 1.5 };

/** The distance of the screens from the upper edge, in CSS pixels. */
const TOP = 28;

/** Makes the moving picture of the main job and writes it to `path`. Pictures of its frames go into `folder`. */
export async function makeMovingPicture(
  environment: TestEnvironment,
  variant: Variant,
  folder: string,
  path: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { language } = variant;
  const shared = {
    ...SIZE,
    top: TOP,
    name: readStoreTexts(language).sections.get('Name') ?? '',
    language,
    icon: (await makeIcons(ICON_SOURCE, [300])).get(300) ?? Buffer.alloc(0),
  };
  const frames = await filmMainJob(environment, variant, folder);
  const composed: string[] = [];
  for (const { part, screen, badge } of frames) {
    const file = screen.replace(/\.png$/, '-composed.png');
    const caption = CAPTIONS[language][part];
    const shown = badge.text === '' ? {} : { badge };
    await compose(environment.browser, { ...shared, caption, screens: [screen], ...shown }, file);
    composed.push(file);
  }
  await sharp(composed, { join: { animated: true } })
    .webp({ delay: frames.map(({ durationMs }) => durationMs), loop: 0, quality: 82, effort: 6 })
    .toFile(path);
}
