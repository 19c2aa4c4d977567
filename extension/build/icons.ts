import { readFileSync } from 'node:fs';
import type { Metadata } from 'sharp';
import { BuildConfigError } from './settings.ts';

/** The sizes, in pixels, that browsers and stores ask for. */
export const ICON_SIZES = [16, 32, 48, 96, 128] as const;

const LARGEST = Math.max(...ICON_SIZES);

/**
 * Makes a PNG of each of these sizes of the icon at `path`, a square PNG or SVG. Throws a
 * {@link BuildConfigError} where there is none that can be used.
 */
export async function makeIcons(
  path: string,
  sizes: readonly number[] = ICON_SIZES,
): Promise<Map<number, Buffer>> {
  // Loaded here because no other build needs it.
  const { default: sharp } = await import('sharp');
  const fault = (what: string) => {
    return new BuildConfigError(
      `WXT_ICON ${what}. It must name a square PNG of at least ${LARGEST} by ${LARGEST} pixels, or a square SVG.`,
    );
  };
  const image = read(path, fault);
  const { format, width, height } = await metadata(sharp, image).catch(() => {
    throw fault(`is not a picture: ${path}`);
  });
  if (format !== 'png' && format !== 'svg') throw fault(`is neither a PNG nor an SVG: ${path}`);
  if (width !== height) throw fault(`is not square, but ${width} by ${height}: ${path}`);
  if (format === 'png' && width < LARGEST) throw fault(`is too small, ${width} pixels: ${path}`);
  const made = sizes.map(async (size): Promise<[number, Buffer]> => {
    // An SVG is drawn at the size itself, so that its edges stay where its author put them.
    const options = format === 'svg' ? { density: (72 * size) / width } : {};
    const icon = sharp(image, options).resize(size, size, { kernel: 'lanczos3' });
    return [size, await icon.png({ compressionLevel: 9 }).toBuffer()];
  });
  return new Map(await Promise.all(made));
}

/** Rejects also where sharp itself throws at once: for a file without anything in it. */
async function metadata(sharp: typeof import('sharp').default, image: Buffer): Promise<Metadata> {
  return await sharp(image).metadata();
}

function read(path: string, fault: (what: string) => BuildConfigError): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw fault(`is not a file that can be read: ${path}`);
  }
}
