import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/build/tools.ts';
import { type TaggedTest, tagsIn } from './row-tags.ts';
import { checklistProblems, ruleRows } from './rule-table.ts';

/** The rules that the proxy keeps, by the number that tests and docs/security.md call them by. */
const RULES = new Map([
  [1, 'code grant alone; the client secret goes to the token endpoint alone'],
  [2, 'cookies are Secure over https'],
  [3, 'cookies are HttpOnly'],
  [4, 'the session cookie is SameSite=Strict, that of a sign-in Lax'],
  [5, 'cookies have Path=/'],
  [6, 'cookies have no Domain'],
  [7, 'cookies have the __Host- prefix over https'],
  [8, 'a header that no other site can send'],
  [9, 'Origin and Sec-Fetch-Site are checked'],
  [10, 'one origin is called, with fixed methods'],
  [11, 'no cookies upstream; a session ends with its refresh token'],
  [12, 'no redirect to where a request says'],
  [13, 'state is random'],
  [14, 'state has one use and runs out'],
  [15, 'state is bound to its browser and compared in constant time'],
  [16, 'PKCE with S256 and a verifier for each sign-in'],
  [17, 'a wrong issuer is refused'],
  [18, 'no token in any URL'],
  [19, 'forwarded headers are believed from named addresses alone'],
  [20, 'no referrer and no script on any page'],
  [21, 'no more scope than is needed'],
  [22, 'https for the callback outside loopback'],
  [23, 'one way of client authentication a request'],
  [24, 'credentials in the body of a POST, properly encoded'],
  [26, 'a code is sent once'],
  [27, 'the same redirect_uri at both ends'],
  [28, 'unknown members of a token reply are passed over'],
  [29, 'a new refresh token replaces the old one, none keeps it'],
  [30, "the platform's certificate is verified"],
  [31, 'a callback that was not started here is refused'],
  [33, 'the store and the master key together open nothing'],
  [34, 'access tokens travel in the Authorization header alone'],
  [36, 'session ids are random and mean nothing'],
  [37, 'a session id that is not known is refused'],
  [38, 'a sign-in gives a new session id'],
  [39, 'the server enforces both lifetimes'],
  [40, 'sign-out ends the session at the server'],
  [41, 'personal answers are not kept'],
  [42, 'nothing secret in the log'],
  [43, 'hostile requests get 4xx, never 5xx'],
  [45, 'Vary names what an answer depends on'],
  [46, "the platform's answers are bounded and checked"],
  [47, 'errors reach the log through one serializer'],
  [48, 'tokens go to the platform and client that issued them alone'],
]);

/** Files that speak of tags without being tests of a row. */
const ABOUT_TAGS = ['test/contract/checklist.test.ts'];

function readTests(): ReturnType<typeof tagsIn>[] {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => `test/${file.replaceAll(sep, '/')}`)
    .filter((file) => /\.test\.tsx?$/.test(file) && !ABOUT_TAGS.includes(file));
  return files.map((file) => tagsIn(file, readFileSync(join(ROOT, file), 'utf8')));
}

test('every rule has a test that names it and a row in docs/security.md that links to it', () => {
  const read = readTests();
  expect(read.flatMap(({ problems }) => problems)).toEqual([]);
  const tests = read.flatMap((one) => one.tests);
  const table = ruleRows(readFileSync(join(ROOT, 'docs/security.md'), 'utf8'));
  expect(checklistProblems(RULES, tests, table)).toEqual([]);
  expect(table.map(({ number }) => number)).toEqual([...RULES.keys()]);
});

describe('rows in the title of a test', () => {
  const titlesIn = (source: string) => tagsIn('a.test.ts', source).tests;

  test.each<[string, string, string, number[]]>([
    ['one row', `test('it works [row 3]', () => {`, 'it works', [3]],
    ['several', `test("it's there [rows 3, 14]", async () => {`, "it's there", [3, 14]],
    ['an escaped quote', `test('it\\'s there [row 3]', () => {`, "it's there", [3]],
    ['a table', `test.each([\n  ['a', 1],\n])(\n  '%s is %i [row 3]',\n  fn);`, '%s is %i', [3]],
    ['another runner', `test.concurrent('it works [row 3]', fn)`, 'it works', [3]],
  ])('are found: %s', (_kind, source, title, rows) => {
    expect(titlesIn(source)).toEqual([{ file: 'a.test.ts', title, rows }]);
    expect(tagsIn('a.test.ts', source).problems).toEqual([]);
  });

  test.each([
    ['of a test that is left out', `test.skip('it works [row 3]', fn)`],
    ['of a test that is to come', `test.todo('it works [row 3]', fn)`],
    ['of a group', `describe('it works [row 3]', fn)`],
    ['in the middle', `test('[row 3] it works', fn)`],
    ['in another form', `test('it works [row3]', fn)`],
    ['in another form: several as one', `test('it works [row 3, 14]', fn)`],
    ['in another form: no comma', `test('it works [rows 3 14]', fn)`],
    ['in a table', `test.each([['a [row 3]', 1]])('%s', fn)`],
  ])('do not count, and are told of: %s', (_kind, source) => {
    expect(titlesIn(source)).toEqual([]);
    expect(tagsIn('a.test.ts', source).problems).toHaveLength(1);
  });

  test('do not count in a comment', () => {
    const source = `  // test('it works [row 3]', fn);\n/* \n * test('it works [row 4]', fn);\n */\n`;
    expect(tagsIn('a.test.ts', source)).toEqual({ tests: [], problems: [] });
  });
});

describe('a checklist', () => {
  const rules = new Map([
    [1, 'one'],
    [3, 'three'],
  ]);
  const tests: TaggedTest[] = [
    { file: 'test/a.test.ts', title: 'it works', rows: [1] },
    { file: 'test/a.test.ts', title: 'both work', rows: [1, 3] },
  ];
  const one =
    '| 1 | Rule. | RFC 1 | [a](test/a.test.ts) `it works`<br>[a](test/a.test.ts) `both work` |';
  const three = '| 3 | Rule. | RFC 3 | [a](test/a.test.ts) `both work` |';
  const problems = (markdown: string, found = tests) =>
    checklistProblems(rules, found, ruleRows(markdown));

  test('in which everything is in its place has no problems', () => {
    expect(problems(`# Title\n\n| # | rule |\n| --- | --- |\n${one}\n${three}\n`)).toEqual([]);
  });

  test('tells of a row without a test', () => {
    expect(problems(`${one}\n${three}`, tests.slice(0, 1))).toContain('row 3 (three) has no test');
  });

  test('tells of a row in the table that does not exist', () => {
    const more = three.replace('3', '4');
    expect(problems(`${one}\n${three}\n${more}`)).toContain(
      'the table has row 4, which does not exist',
    );
  });

  test('tells of a test for a row that does not exist', () => {
    const more = [...tests, { file: 'test/b.test.ts', title: 'more', rows: [2] }];
    expect(problems(`${one}\n${three}`, more)).toEqual([
      'test/b.test.ts: "more" names row 2, which does not exist',
    ]);
  });

  test.each([
    ['a row that is missing', one, 'row 3 (three) is in the table 0 times'],
    [
      'a row that is there twice',
      `${one}\n${one}\n${three}`,
      'row 1 (one) is in the table 2 times',
    ],
    ['a row without tests', `${one}\n| 3 | Rule. | RFC 3 | |`, 'row 3 links to no test'],
    [
      'a row without a source',
      `${one}\n${three.replace('RFC 3', '')}`,
      'row 3 has no rule or no source',
    ],
    [
      'other words than links',
      `${one}\n${three.replace('[a]', 'see [a]')}`,
      'row 3: "see" is no link to a test',
    ],
    [
      'a file that is not there',
      `${one}\n${three.replace('a.test', 'c.test')}`,
      'row 3: no test "both work" with rows in test/c.test.ts',
    ],
    [
      'a title that is not there',
      `${one}\n${three.replace('both work', 'both worked')}`,
      'row 3: no test "both worked" with rows in test/a.test.ts',
    ],
    [
      'a test for another row',
      `${one}\n${three.replace('both work', 'it works')}`,
      'row 3: "it works" in test/a.test.ts is for rows 1',
    ],
  ])('tells of %s', (_kind, markdown, problem) => {
    expect(problems(markdown)).toEqual([problem]);
  });
});
