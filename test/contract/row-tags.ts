/** A test whose title names the rows of the security table that it proves. */
export interface TaggedTest {
  /** Path from the repository root, with slashes. */
  file: string;
  /** Without the rows. */
  title: string;
  rows: number[];
}

/** The tagged tests of a file, and the tags that could not be parsed. */
export interface Tags {
  tests: TaggedTest[];
  problems: string[];
}

/** A string that is the first argument of a call, with rows at its end. */
const TAGGED =
  /(?<callee>[\w.)]+)\(\s*(?<quote>['"`])(?<title>(?:(?!\k<quote>)[^\\\n]|\\.)*?) \[(?:row (?<one>\d+)|rows (?<several>\d+(?:, \d+)+))\]\k<quote>\s*,/g;

/** Anything that resembles a row tag, well-formed or not. */
const TAG = /\[rows? ?[\d, ]*\d[\d, ]*\]/gi;

/** Calls that run a test: `test(…)`, or the call after the table of `test.each(…)(…)`. */
const RUNS = /^((test|it)(\.(concurrent|sequential))?|.*\))$/;

/** Removes comments that have lines of their own. */
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
  const parsed = tests.length + problems.length;
  if (tags !== parsed) {
    problems.push(`${file}: names rows ${tags} times, ${parsed} of them at the end of a title`);
  }
  return { tests, problems };
}
