import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeIconFiles } from '../../extension/build/icon-files.ts';
import { ICON_SIZES, makeIcons } from '../../extension/build/icons.ts';
import { TOOLBAR_ICON_SIZES } from '../../extension/domain/toolbar-icon.ts';
import { ROOT } from '../support/build/tools.ts';
import { newFolder, removeFolders } from './working-copy.ts';

const DRAWING = join(ROOT, 'extension/build/icon.svg');
const SIGNED_OUT = join(ROOT, 'extension/build/icon-signed-out.svg');
const PUBLIC = join(ROOT, 'extension/public');

afterAll(removeFolders);

describe('the icons of the extension', () => {
  test('are there in every size that browsers and stores ask for', () => {
    expect([...ICON_SIZES]).toEqual([16, 32, 48, 96, 128]);
    expect([...TOOLBAR_ICON_SIZES]).toEqual([16, 19, 32, 38]);
  });

  // Other versions of the library may round a colour otherwise; an icon that is another one differs more.
  test('are those of the drawings, and no others are there', async () => {
    const drawn = await makeIconFiles(DRAWING, SIGNED_OUT);
    for (const [path, png] of drawn) {
      const kept = sharp(join(PUBLIC, path));
      const size = Number(/(\d+)\.png$/.exec(path)?.[1]);
      const format = { format: 'png', width: size, height: size };
      expect(await kept.metadata(), path).toMatchObject(format);
      const [one, other] = await Promise.all([kept.raw().toBuffer(), sharp(png).raw().toBuffer()]);
      expect(one.length, path).toBe(other.length);
      const isSame = one.every((value, at) => Math.abs(value - (other[at] ?? 0)) <= 3);
      expect(isSame, path).toBe(true);
    }
    const kept = ['icon', 'toolbar'].flatMap((folder) =>
      readdirSync(join(PUBLIC, folder)).map((file) => `${folder}/${file}`),
    );
    expect(kept.sort()).toEqual([...drawn.keys()].sort());
  });
});

describe('WXT_ICON', () => {
  let folder: string;

  const svg = (width: number, height: number) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="#00f"/></svg>`;
  const png = (width: number, height: number) => {
    const create = { width, height, channels: 4, background: '#00f' } as const;
    return sharp({ create }).png().toBuffer();
  };

  const webp = async () =>
    sharp(await png(256, 256))
      .webp()
      .toBuffer();

  beforeAll(() => {
    folder = newFolder('icons');
  });

  test.each([
    ['a large PNG', 'large.png', () => png(512, 512)],
    ['a PNG of 128 pixels', 'least.png', () => png(128, 128)],
    ['an SVG of any size', 'small.svg', () => Buffer.from(svg(10, 10))],
    ['a PNG whatever its name', 'icon', () => png(200, 200)],
  ])('%s is made into every size', async (_, name, make) => {
    const path = join(folder, name);
    writeFileSync(path, await make());
    const icons = await makeIcons(path);
    expect([...icons.keys()]).toEqual([...ICON_SIZES]);
    for (const [size, icon] of icons) {
      const { data, info } = await sharp(icon).raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([size, size]);
      const middle = (size / 2) * (size + 1) * info.channels;
      expect([...data.subarray(middle, middle + 3)]).toEqual([0, 0, 255]);
    }
  });

  test.each([
    ['that is not there', 'nowhere.png', null, /is not a file that can be read: .*nowhere\.png/],
    ['that is a folder', '.', null, /is not a file that can be read/],
    ['that is text', 'words.png', () => Buffer.from('words'), /is not a picture/],
    ['that is empty', 'empty.png', () => Buffer.from(''), /is not a picture/],
    ['that is wider than high', 'wide.png', () => png(256, 200), /not square, but 256 by 200/],
    ['that is a wide SVG', 'wide.svg', () => Buffer.from(svg(20, 10)), /not square, but 20 by 10/],
    ['that is too small', 'small.png', () => png(127, 127), /too small, 127 pixels/],
    ['of another format', 'icon.webp', webp, /neither a PNG nor an SVG/],
  ])('a file %s is refused', async (_, name, make, problem) => {
    const path = join(folder, name);
    if (make) writeFileSync(path, await make());
    await expect(makeIcons(path)).rejects.toThrow(problem);
    await expect(makeIcons(path)).rejects.toThrow(/^WXT_ICON .* square PNG of at least 128 by 128/);
  });
});
