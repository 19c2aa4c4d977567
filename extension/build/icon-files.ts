import type { OverlayOptions } from 'sharp';
import { TOOLBAR_ICON_SIZES, toolbarIconPath } from '../domain/toolbar-icon.ts';
import { makeIcons } from './icons.ts';

/** Both have a contrast of 3 : 1 and more to light and to dark toolbars. */
const GREY = '#808080';
const AMBER = '#b86f00';

const FRAME = `<rect x="8" y="8" width="112" height="112" rx="26" fill="none" stroke="${GREY}" stroke-width="16"/>`;

/** At the top, because the badge covers the lower half. Straight edges are at multiples of 8, as in the drawings. */
const OUTLINE = 'd="M80 11 116 72H44z" stroke-linejoin="round"';
const NOTCH = `<path ${OUTLINE} stroke="#000" stroke-width="32"/>`;
const TRIANGLE = `<path ${OUTLINE} fill="${AMBER}" stroke="${AMBER}" stroke-width="16"/><path d="M72 24h16v24H72zM72 56h16v12H72z" fill="#fff"/>`;

/**
 * Makes all icons of the extension from the one at `path`. On the toolbar it has a triangle for a problem. For
 * signed out the picture at `signedOut` takes its place; without one it is small and grey in a frame. Returns PNGs
 * by their paths in `extension/public`. Throws as {@link makeIcons} does.
 */
export async function makeIconFiles(
  path: string,
  signedOut?: string,
): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const [size, icon] of await makeIcons(path)) files.set(`icon/${size}.png`, icon);
  const outlines = signedOut && (await makeIcons(signedOut, TOOLBAR_ICON_SIZES));
  for (const [size, icon] of await makeIcons(path, TOOLBAR_ICON_SIZES)) {
    const outline = outlines ? outlines.get(size) : await framed(path, size);
    files.set(toolbarIconPath('calm', size), icon);
    if (outline) files.set(toolbarIconPath('signed_out', size), outline);
    files.set(toolbarIconPath('problem', size), await withTriangle(icon, size));
  }
  return files;
}

/** The notch shows the shape of the triangle on an icon of any colour. */
async function withTriangle(icon: Buffer, size: number): Promise<Buffer> {
  const notch = { input: drawing(NOTCH, size), blend: 'dest-out' } as const;
  return await composed(icon, [notch, { input: drawing(TRIANGLE, size) }]);
}

async function framed(path: string, size: number): Promise<Buffer> {
  const margin = Math.round((size * 3) / 16);
  const inner = size - 2 * margin;
  const { default: sharp } = await import('sharp');
  const input = await sharp((await makeIcons(path, [inner])).get(inner))
    .greyscale()
    .toBuffer();
  return await composed(drawing(FRAME, size), [{ input, left: margin, top: margin }]);
}

async function composed(icon: Buffer, layers: OverlayOptions[]): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  return await sharp(icon).ensureAlpha().composite(layers).png({ compressionLevel: 9 }).toBuffer();
}

function drawing(shapes: string, size: number): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128" width="${size}" height="${size}">${shapes}</svg>`,
  );
}
