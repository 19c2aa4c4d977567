import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/build/tools.ts';
import { tagsIn } from './row-tags.ts';
import { checklistProblems, ruleRows } from './rule-table.ts';

/** The numbers of the rules in docs/security.md. A number stays the same when another rule goes. */
const RULES = Array.from({ length: 49 }, (_, index) => index + 1).filter(
  (number) => ![25, 32, 35, 44].includes(number),
);

function readTests(): ReturnType<typeof tagsIn>[] {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => `test/${file.replaceAll(sep, '/')}`)
    .filter((file) => /\.test\.tsx?$/.test(file) && file !== 'test/contract/checklist.test.ts');
  return files.map((file) => tagsIn(file, readFileSync(join(ROOT, file), 'utf8')));
}

test('every security rule has a test with its number and a row in docs/security.md that links the test', () => {
  const files = readTests();
  expect(files.flatMap(({ problems }) => problems)).toEqual([]);
  const tests = files.flatMap((file) => file.tests);
  const table = ruleRows(readFileSync(join(ROOT, 'docs/security.md'), 'utf8'));
  expect(checklistProblems(RULES, tests, table)).toEqual([]);
  expect(table.map(({ number }) => number)).toEqual(RULES);
});

test.each<[string, string, { rows: number[] }[], number]>([
  ['a title', `test('it works [rows 3, 14]', fn)`, [{ rows: [3, 14] }], 0],
  ['a table', `test.each([\n  ['a', 1],\n])(\n  '%s is %i [row 3]',\n  fn);`, [{ rows: [3] }], 0],
  ['a comment', `// test('it works [row 3]', fn);`, [], 0],
  ['a skipped test', `test.skip('it works [row 3]', fn)`, [], 1],
  ['a group', `describe('it works [row 3]', fn)`, [], 1],
  ['another format', `test('it works [row3]', fn)`, [], 1],
])('row tags are read from %s', (_where, source, tests, problems) => {
  const tags = tagsIn('a.test.ts', source);
  expect(tags.tests).toMatchObject(tests);
  expect([tags.tests.length, tags.problems.length]).toEqual([tests.length, problems]);
});

const ROW = '| 1 | Rule. | RFC 1 | [a](test/a.test.ts) `it works` |';

test.each([
  ['a complete table', ROW, []],
  [
    'a test of another row',
    ROW.replace('1', '2'),
    ['row 2: "it works" in test/a.test.ts is for rows 1'],
  ],
  ['a row without tests', '| 1 | Rule. | RFC 1 | |', ['row 1 links to no test']],
  ['a row without a source', ROW.replace('RFC 1', ''), ['row 1 has no rule or no source']],
  [
    'a link to a title that does not exist',
    ROW.replace('works', 'worked'),
    ['row 1: no test "it worked" with rows in test/a.test.ts'],
  ],
])('the check of the table reports %s', (_kind, markdown, problems) => {
  const tests = [{ file: 'test/a.test.ts', title: 'it works', rows: [1] }];
  expect(checklistProblems([1], tests, ruleRows(markdown))).toEqual(problems);
});
