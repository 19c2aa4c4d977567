import { readFile } from 'node:fs/promises';
import { BuildConfigError } from './build-config.ts';

/** The sizes that browsers and stores ask for, in pixels. */
export const ICON_SIZES = [16, 32, 48, 96, 128] as const;

const MIN_PNG_SIZE = Math.max(...ICON_SIZES);

/**
 * Renders the icon at `path`, a square PNG or SVG, as a PNG in each of `sizes` (pixels). Throws a
 * {@link BuildConfigError} if the file cannot be used.
 */
export async function makeIcons(
  path: string,
  sizes: readonly number[] = ICON_SIZES,
): Promise<Map<number, Buffer>> {
  // Imported here because only builds with their own icon need it.
  const { default: sharp } = await import('sharp');
  const error = (problem: string) =>
    new BuildConfigError(
      `WXT_ICON ${problem}: ${path}. It must name a square PNG of at least ${MIN_PNG_SIZE} by ${MIN_PNG_SIZE} pixels, or a square SVG.`,
    );
  const image = await readFile(path).catch(() => {
    throw error('is not a file that can be read');
  });
  // An async function, because sharp throws synchronously for an empty file.
  const metadata = async () => await sharp(image).metadata();
  const { format, width, height } = await metadata().catch(() => {
    throw error('is not a picture');
  });
  if (format !== 'png' && format !== 'svg') throw error('is neither a PNG nor an SVG');
  if (width !== height) throw error(`is not square, but ${width} by ${height}`);
  if (format === 'png' && width < MIN_PNG_SIZE) throw error(`is too small, ${width} pixels`);
  const made = sizes.map(async (size): Promise<[number, Buffer]> => {
    // An SVG is rendered at each size instead of scaled, so that its edges stay sharp.
    const options = format === 'svg' ? { density: (72 * size) / width } : {};
    const icon = sharp(image, options).resize(size, size, { kernel: 'lanczos3' });
    return [size, await icon.png({ compressionLevel: 9 }).toBuffer()];
  });
  return new Map(await Promise.all(made));
}
