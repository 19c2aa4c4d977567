import { describe, expect, test } from 'vitest';
import { commandsIn, headingsIn, readDocument, translatedDocuments } from './read-document.ts';

const MAX_README_LINES = 170;

describe.each(translatedDocuments())('%s and %s', (english, chinese) => {
  test('have the same headings, by number and level', () => {
    const levels = (document: string) => headingsIn(document).map(({ level }) => level);
    expect(levels(chinese)).toEqual(levels(english));
  });

  test('have the same commands', () => {
    expect(commandsIn(chinese)).toEqual(commandsIn(english));
  });
});

test.each(['README.md', 'README.zh-CN.md'])('%s is short', (document) => {
  expect(readDocument(document).trimEnd().split('\n').length).toBeLessThanOrEqual(MAX_README_LINES);
});
