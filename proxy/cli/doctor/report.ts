import type { Finding, Verdict } from './finding.ts';

const MARKS: Record<Verdict, string> = { pass: 'pass', warn: 'LOOK', fail: 'FAIL', skip: 'skip' };

/** The findings as a table: a line each, and below it what to do, where there is something to do. */
export function formatTable(origin: string, findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const rows = findings.flatMap(({ check, verdict, seen, remedy }) => {
    const row = `${MARKS[verdict]}  ${check.padEnd(width)}  ${seen}`;
    return remedy === undefined ? [row] : [row, `      ${remedy}`];
  });
  return [origin, '', ...rows, '', summarize(findings)].join('\n');
}

/** How many findings there are of each kind. */
export function summarize(findings: readonly Finding[]): string {
  const count = (verdict: Verdict) => findings.filter((one) => one.verdict === verdict).length;
  const looks = count('warn') > 0 ? `, ${count('warn')} worth a look` : '';
  return `${count('pass')} passed, ${count('fail')} failed${looks}`;
}

/** For a scheduled job: 0 where nothing has failed, else 1. */
export function exitCodeFor(findings: readonly Finding[]): 0 | 1 {
  return findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
}
