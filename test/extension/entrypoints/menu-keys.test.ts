import { describe, expect, test } from 'vitest';
import {
  indexAfterKey,
  indexOfTyped,
  isTypedCharacter,
  NOTHING_TYPED,
  typedAfter,
} from '../../../extension/entrypoints/popup/menu-keys.ts';

test.each([
  ['ArrowDown', 0, 1],
  ['ArrowDown', 2, 0],
  ['ArrowUp', 2, 1],
  ['ArrowUp', 0, 2],
  ['Home', 2, 0],
  ['End', 0, 2],
  ['Tab', 1, null],
  ['a', 1, null],
])('%s moves the focus from %s to %s of three items', (key, current, next) => {
  expect(indexAfterKey(key, current, 3)).toBe(next);
});

test.each([
  ['a', true],
  ['É', true],
  ['工', true],
  ['𠮷', true],
  ['5', true],
  [' ', false],
  ['Enter', false],
  ['F2', false],
  ['Process', false],
])('the key %s types a character: %s', (key, isTyped) => {
  expect(isTypedCharacter(key)).toBe(isTyped);
});

describe('the typed text', () => {
  const first = typedAfter(NOTHING_TYPED, 'w', 1_000);

  test('grows while characters follow each other within half a second', () => {
    const second = typedAfter(first, 'o', 1_500);
    expect(typedAfter(second, 'r', 2_000)).toEqual({ text: 'wor', at: 2_000 });
  });

  test('starts over after a longer pause', () => {
    expect(typedAfter(first, 'o', 1_501)).toEqual({ text: 'o', at: 1_501 });
  });
});

describe('a search among the labels', () => {
  const labels = ['Work', 'alice', 'Archive', '工作', '工具', ' Éva', 'Add account'];

  test.each<[string, number, string, number]>([
    ['finds the next label', 0, 'a', 1],
    ['goes on from the current label', 1, 'a', 2],
    ['starts again at the top', 6, 'a', 1],
    ['cycles while one character is repeated', 2, 'aaa', 6],
    ['stays while more characters fit', 2, 'ar', 2],
    ['moves on when they no longer fit', 1, 'ad', 6],
    ['ignores the case', 3, 'WORK', 0],
    ['finds Chinese', 0, '工', 3],
    ['finds the next Chinese label', 3, '工', 4],
    ['finds more Chinese characters', 3, '工具', 4],
    ['finds accents however they are encoded', 0, 'e\u0301', 5],
    ['finds wide Latin letters', 1, 'ｗ', 0],
    ['stays where it is without a match', 3, 'x', 3],
  ])('%s', (_, current, text, index) => {
    expect(indexOfTyped(labels, current, text)).toBe(index);
  });

  test('finds nothing in an empty list', () => {
    expect(indexOfTyped([], 0, 'a')).toBe(0);
  });
});
