import type { TaggedTest } from './row-tags.ts';

/** A row of the table in docs/security.md. */
export interface RuleRow {
  number: number;
  rule: string;
  source: string;
  /** Links to tests, with paths from the top of the repository. */
  tests: { file: string; title: string }[];
  /** The text of the tests cell apart from its links. */
  rest: string;
}

/** `[name](../path) \`title\``, as each link to a test is written. */
const LINK = /\[[^\]]+\]\((?:\.\.\/)?(?<file>[^)\s]+)\) `(?<title>[^`]+)`/g;

/** The rows of the one table of a document whose first column is a number. */
export function ruleRows(markdown: string): RuleRow[] {
  const lines = markdown.split('\n').filter((line) => /^\| \d+ \|/.test(line));
  return lines.map((line) => {
    const [, number = '', rule = '', source = '', tests = ''] = line
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    const links = [...tests.matchAll(LINK)].map(({ groups = {} }) => ({
      file: groups.file ?? '',
      title: groups.title ?? '',
    }));
    const rest = tests.replace(LINK, '').replaceAll('<br>', '').trim();
    return { number: Number(number), rule, source, tests: links, rest };
  });
}

/** The problems of the tests and of the table; empty if every rule has a test and a link to it. */
export function checklistProblems(
  rules: readonly number[],
  tests: readonly TaggedTest[],
  table: readonly RuleRow[],
): string[] {
  const problems: string[] = [];
  for (const row of rules) {
    if (!tests.some(({ rows }) => rows.includes(row))) {
      problems.push(`row ${row} has no test`);
    }
  }
  for (const { file, title, rows } of tests) {
    for (const row of rows.filter((one) => !rules.includes(one))) {
      problems.push(`${file}: "${title}" names row ${row}, which does not exist`);
    }
  }
  for (const { number, rule, source, tests: links, rest } of table) {
    if (rule === '' || source === '') problems.push(`row ${number} has no rule or no source`);
    if (rest !== '') problems.push(`row ${number}: "${rest}" is no link to a test`);
    if (links.length === 0) problems.push(`row ${number} links to no test`);
    for (const { file, title } of links) {
      const test = tests.find((one) => one.file === file && one.title === title);
      if (!test) problems.push(`row ${number}: no test "${title}" with rows in ${file}`);
      else if (!test.rows.includes(number)) {
        problems.push(`row ${number}: "${title}" in ${file} is for rows ${test.rows.join(', ')}`);
      }
    }
  }
  return problems;
}
