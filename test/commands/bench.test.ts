import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROOT } from '../support/build/tools.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { runToEnd } from '../support/processes/program.ts';
import { NIGHTLY } from '../support/runner/nightly.ts';

async function bench(...args: string[]) {
  const folder = emptyFolder();
  const env = { ...process.env, TMPDIR: folder };
  const run = await runToEnd(process.execPath, ['test/bench/main.ts', ...args], { cwd: ROOT, env });
  return { ...run, leftFiles: readdirSync(folder) };
}

/** The cells of each row, of all tables together. */
function rowsOf(output: string): string[][] {
  const lines = output.split('\n').filter((line) => /^\| (?!-)/.test(line));
  const cellsOf = (line: string) => line.split('|').slice(1, -1);
  return lines.map((line) => cellsOf(line).map((cell) => cell.trim()));
}

const nightly = test.skipIf(!NIGHTLY);

nightly(
  '[nightly: slow] npm run bench -- --short measures every row and leaves no files behind',
  {
    timeout: 180_000,
  },
  async () => {
    const { code, output, leftFiles } = await bench('--short');
    expect(output).toMatch(/^Short rounds/);
    expect(code).toBe(0);
    expect(leftFiles).toEqual([]);
    const [head, ...rows] = rowsOf(output);
    expect(head?.slice(0, 3)).toEqual(['What is measured', 'Goal', 'Figure']);
    const results = rows.slice(
      0,
      rows.findIndex(([first]) => first === 'Server'),
    );
    const withGoal = results.filter(([, goal]) => goal !== '');
    expect(withGoal.map(([what, goal]) => `${what} ${goal}`)).toEqual([
      'Read, 1 session, against a bare pass-through ≥ 0.85',
      "Read, 1 session, against the guide's Express sample ≥ 3.00",
      'Read, 10 sessions, against a bare pass-through ≥ 0.85',
      "Read, 10 sessions, against the guide's Express sample ≥ 3.00",
      'Read, 10 sessions, against a bare pass-through, by processor time ≥ 0.65',
      'Cached read, 1 session, against bare Fastify with the same bytes ≥ 0.75',
      'Cached read, 1 session, against bare Fastify with the same bytes, by processor time ≥ 0.55',
      'Requests to the platform when 200 clients read one session at once ≤ 1.00',
      'SQLite, 200 sessions against 20: p99 of a read ≤ 1.25',
      'Redis, 200 sessions against 20: p99 of a read ≤ 1.25',
      'Longest block while 100 of 200 sessions in SQLite are removed ≤ 20.0 ms',
      'Start from the archive, time to the first response, against bare Fastify ≤ 1.75',
      'Start from the archive, processor time, against bare Fastify ≤ 2.00',
      'Start from the archive, memory, against bare Fastify ≤ 1.35',
      'Start from the sources, time to the first response, against bare Fastify ≤ 3.20',
      'Start from the sources, processor time, against bare Fastify ≤ 3.00',
      'Start from the sources, memory, against bare Fastify ≤ 1.70',
      'Archive of the proxy ≤ 12.0 MB',
      'Archive of the proxy, unpacked ≤ 32.0 MB',
      'Popup, from navigation to the stored balance painted, against a bare React page ≤ 1.50',
      'Popup with ten accounts of 90 days of history each, against a bare React page ≤ 1.50',
    ]);
    const withoutGoal = results.filter(([, goal]) => goal === '').map(([what]) => what);
    for (const part of ["Fastify's", 'p50', 'memory', 'first response', 'from a click']) {
      expect(withoutGoal).toContainEqual(expect.stringContaining(part));
    }
    for (const [what, , figure] of results) {
      expect(Number.parseFloat(figure ?? ''), what).toBeGreaterThan(0);
    }
    for (const row of withGoal) expect(row.at(-1)).toMatch(/^(kept|missed)/);
  },
);

test('npm run bench prints its usage for an unknown argument', async () => {
  const { code, output } = await bench('--fast');
  expect(code).toBe(2);
  expect(output).toContain('npm run bench');
});
