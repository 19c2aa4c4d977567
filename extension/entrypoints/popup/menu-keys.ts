/** Characters that are typed within this time count as one search. */
const TYPING_PAUSE_MS = 500;

/** What the user has typed in a menu, and when the last character came (milliseconds). */
export interface Typed {
  text: string;
  at: number;
}

export const NOTHING_TYPED: Typed = { text: '', at: Number.NEGATIVE_INFINITY };

/** The index of the item that a key moves the focus to, out of `count`. `null` for a key that moves nothing. */
export function indexAfterKey(key: string, current: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return (current + 1) % count;
    case 'ArrowUp':
      return (current - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** Whether a key (`KeyboardEvent.key`) types a character. The space bar activates an item instead. */
export function isTypedCharacter(key: string): boolean {
  return [...key].length === 1 && key !== ' ';
}

/** What is typed after one more character at `at` (milliseconds). It starts over after a pause. */
export function typedAfter(typed: Typed, character: string, at: number): Typed {
  return { text: at - typed.at > TYPING_PAUSE_MS ? character : typed.text + character, at };
}

/**
 * The index of the next label that starts with `text`, whatever its case; `current` if there is none. One
 * character, also repeated, finds the labels in turn. More characters first try the current label again.
 */
export function indexOfTyped(labels: readonly string[], current: number, text: string): number {
  const [first = ''] = text;
  const isRepeated = [...text].every((character) => character === first);
  const wanted = foldCase(isRepeated ? first : text);
  const start = isRepeated ? current + 1 : current;
  const found = labels
    .map((_, offset) => (start + offset) % labels.length)
    .find((index) => foldCase(labels[index] ?? '').startsWith(wanted));
  return found ?? current;
}

function foldCase(text: string): string {
  return text.trim().normalize('NFKC').toLocaleLowerCase();
}
