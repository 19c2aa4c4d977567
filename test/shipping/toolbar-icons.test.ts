import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeIconFiles } from '../../extension/build/icon-files.ts';
import {
  TOOLBAR_ICON_SIZES,
  type ToolbarIcon,
  toolbarIconPath,
} from '../../extension/domain/toolbar-icon.ts';
import { ROOT } from '../support/build/tools.ts';
import { contrast } from '../support/colors/contrast.ts';

const DRAWING = join(ROOT, 'extension/build/icon.svg');
const SIGNED_OUT = join(ROOT, 'extension/build/icon-signed-out.svg');

/** Light and dark toolbars of Chrome, Edge and Firefox. */
const TOOLBARS = ['#ffffff', '#f9f9fb', '#dfe1e5', '#35363a', '#2b2a33', '#202124'];

/** The contrast that WCAG asks of graphics. */
const MIN_CONTRAST = 3;

const PAIRS: readonly (readonly [ToolbarIcon, ToolbarIcon])[] = [
  ['calm', 'signed_out'],
  ['calm', 'problem'],
  ['signed_out', 'problem'],
];

describe.each([
  ['the toolbar icons', SIGNED_OUT],
  ['the toolbar icons of an icon without a picture for signed out', undefined],
])('%s', (_, signedOut) => {
  let icons: ReadonlyMap<string, Buffer>;

  beforeAll(async () => {
    icons = await makeIconFiles(DRAWING, signedOut);
  });

  /** Whether each pixel stands out from the toolbar, row by row. */
  async function shapeOf(icon: ToolbarIcon, size: number, toolbar: string): Promise<boolean[]> {
    const picture = sharp(icons.get(toolbarIconPath(icon, size))).flatten({ background: toolbar });
    const pixels = await picture.removeAlpha().toColourspace('srgb').raw().toBuffer();
    const ground = [...Buffer.from(toolbar.slice(1), 'hex')];
    return Array.from({ length: size * size }, (_, at) => {
      return contrast([...pixels.subarray(at * 3, at * 3 + 3)], ground) >= MIN_CONTRAST;
    });
  }

  describe.each(TOOLBARS)('on %s', (toolbar) => {
    test.each(TOOLBAR_ICON_SIZES)('stand out at %i pixels', async (size) => {
      for (const icon of ['calm', 'signed_out', 'problem'] as const) {
        const shape = await shapeOf(icon, size, toolbar);
        expect(shape.filter(Boolean).length / shape.length, icon).toBeGreaterThan(0.25);
      }
    });

    test.each(TOOLBAR_ICON_SIZES)('differ in shape above the badge at %i pixels', async (size) => {
      const above = Math.floor(size / 2) * size;
      for (const [one, other] of PAIRS) {
        const [shape, otherShape] = await Promise.all([
          shapeOf(one, size, toolbar),
          shapeOf(other, size, toolbar),
        ]);
        const differing = shape.slice(0, above).filter((isSet, at) => isSet !== otherShape[at]);
        expect(differing.length / above, `${one}, ${other}`).toBeGreaterThan(0.1);
      }
    });
  });
});
