/** A test whose title says which rows of the checklist it proves. */
export interface TaggedTest {
  /** From the top of the repository, with slashes. */
  file: string;
  /** As it stands in the source, without the rows. */
  title: string;
  rows: number[];
}

/** What a test file says of the rows, and what of it cannot be understood, in words. */
export interface Tags {
  tests: TaggedTest[];
  problems: string[];
}

/** A string that is the first argument of a call, with rows at its end. */
const TAGGED =
  /(?<callee>[\w.)]+)\(\s*(?<quote>['"`])(?<title>(?:(?!\k<quote>)[^\\\n]|\\.)*?) \[(?:row (?<one>\d+)|rows (?<several>\d+(?:, \d+)+))\]\k<quote>\s*,/g;

/** Whatever looks like rows, well-formed or not. */
const TAG = /\[rows? ?[\d, ]*\d[\d, ]*\]/gi;

/** What runs its test: `test(…)`, or the call after the table of `test.each(…)(…)` and its like. */
const RUNS = /^((test|it)(\.(concurrent|sequential))?|.*\))$/;

/** Blanks out comments that have lines of their own, so that nothing in them counts. */
function withoutComments(source: string): string {
  return source.replace(/^\s*(\/\/|\/?\*).*$/gm, '');
}

/** The tests of one file that name rows: `[row 13]` or `[rows 13, 15]` at the end of the title. */
export function tagsIn(file: string, source: string): Tags {
  const text = withoutComments(source);
  const tests: TaggedTest[] = [];
  const problems: string[] = [];
  for (const { groups = {} } of text.matchAll(TAGGED)) {
    const { callee = '', title = '', one, several } = groups;
    const rows = (one ?? several ?? '').split(', ').map(Number);
    if (RUNS.test(callee)) tests.push({ file, title: title.replace(/\\(.)/g, '$1'), rows });
    else problems.push(`${file}: "${title}" names rows, but ${callee} does not run a test`);
  }
  const tags = [...text.matchAll(TAG)].length;
  const understood = tests.length + problems.length;
  if (tags !== understood) {
    problems.push(
      `${file}: names rows ${tags} times, of which ${understood} stand at the end of a title`,
    );
  }
  return { tests, problems };
}
