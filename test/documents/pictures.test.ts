import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/build/tools.ts';
import { proseOf } from './read-document.ts';

const FOLDER = '.github/pictures';

/** Bytes. */
const MAX_PICTURE_SIZE = 200_000;
const MAX_MOVING_SIZE = 1_000_000;

const MAX_MOVING_MS = 15_000;

/** The pictures of a document with their alternative texts. */
function picturesOf(document: string): { path: string; text: string }[] {
  return [...proseOf(document).matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(
    ([, text = '', path = '']) => ({ path, text }),
  );
}

describe.each([
  ['README.md', 'en'],
  ['README.zh-CN.md', 'zh-CN'],
])('the pictures of %s', (document, language) => {
  const pictures = picturesOf(document);

  test('are all those of its language, each with an alternative text', () => {
    const files = readdirSync(join(ROOT, FOLDER)).filter((name) => name.includes(`.${language}.`));
    expect(pictures.map(({ path }) => path).sort()).toEqual(
      files.map((name) => `${FOLDER}/${name}`).sort(),
    );
    for (const { text } of pictures) expect(text, 'an alternative text').not.toBe('');
  });

  test('are small, and one of them moves for a short time', async () => {
    let moving = 0;
    for (const { path } of pictures) {
      const { pages = 1, delay = [] } = await sharp(join(ROOT, path)).metadata();
      const size = statSync(join(ROOT, path)).size;
      expect(size, path).toBeLessThanOrEqual(pages > 1 ? MAX_MOVING_SIZE : MAX_PICTURE_SIZE);
      if (pages === 1) continue;
      moving += 1;
      expect(delay).toHaveLength(pages);
      expect(delay.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(MAX_MOVING_MS);
    }
    expect(moving).toBe(1);
  });
});
