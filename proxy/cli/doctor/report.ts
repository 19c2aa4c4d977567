import type { Finding, Verdict } from './finding.ts';

const MARKS: Record<Verdict, string> = { pass: 'pass', warn: 'WARN', fail: 'FAIL', skip: 'skip' };

/** One line for each finding, followed by its remedy if it has one, and a summary. */
export function formatTable(origin: string, findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const rows = findings.flatMap(({ check, verdict, seen, remedy }) => {
    const row = `${MARKS[verdict]}  ${check.padEnd(width)}  ${seen}`;
    return remedy === undefined ? [row] : [row, `      ${remedy}`];
  });
  return [origin, '', ...rows, '', summarize(findings)].join('\n');
}

function summarize(findings: readonly Finding[]): string {
  const count = (verdict: Verdict) => findings.filter((one) => one.verdict === verdict).length;
  const warned = count('warn') > 0 ? `, ${count('warn')} warned` : '';
  return `${count('pass')} passed, ${count('fail')} failed${warned}`;
}
