import { dateOf } from './usage/days.ts';

/** Code points. Three parts and a date stay below the 255 bytes of most file systems. */
const MAX_PART_LENGTH = 40;

/**
 * The name of a file that the user gets at `at` (Unix milliseconds): the parts without repetition and the local date,
 * of letters, digits, dots and hyphens alone. `kind` is the first part, in plain ASCII, so that no name is reserved.
 */
export function fileName(
  [kind, ...parts]: readonly [kind: string, ...parts: string[]],
  at: number,
  extension: string,
): string {
  const safe = parts.map((part) => {
    const plain = part.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}.-]+|\.{2,}/gu, '-');
    return [...plain]
      .slice(0, MAX_PART_LENGTH)
      .join('')
      .replace(/^[-.]+|[-.]+$/gu, '');
  });
  const all = [...new Set([kind, ...safe, dateOf(at)])].filter((part) => part !== '');
  return `${all.join('-')}.${extension}`;
}
