import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../support/build/tools.ts';

interface Outcome {
  code: number | null;
  output: string;
  /** What it left in the folder for temporary files. */
  left: string[];
}

async function bench(...args: string[]): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const child = spawn(process.execPath, ['test/bench/main.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, left: readdirSync(folder) };
}

/** The cells of each row, of all tables together. */
function rowsOf(output: string): string[][] {
  const lines = output.split('\n').filter((line) => /^\| (?!-)/.test(line));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('the short form measures every row, and leaves nothing behind', {
  timeout: 180_000,
}, async () => {
  const { code, output, left } = await bench('--short');
  expect(output).toMatch(/^Short rounds/);
  expect(code).toBe(0);
  expect(left).toEqual([]);
  const [head, ...rows] = rowsOf(output);
  expect(head?.slice(0, 3)).toEqual(['What is measured', 'Goal', 'Figure']);
  const results = rows.slice(
    0,
    rows.findIndex(([first]) => first === 'Server'),
  );
  const goals = results.filter(([, goal]) => goal !== '');
  expect(goals.map(([what, goal]) => `${what} ${goal}`)).toEqual([
    'Read, 1 session, against a bare pass-through ≥ 0.85',
    "Read, 1 session, against the guide's Express sample ≥ 3.00",
    'Read, 10 sessions, against a bare pass-through ≥ 0.85',
    "Read, 10 sessions, against the guide's Express sample ≥ 3.00",
    'Cached read, 1 session, against bare Fastify with the same bytes ≥ 0.75',
    'Calls to the platform when 200 readers of one session ask at once ≤ 1.00',
    'SQLite, 200 sessions against 20: p99 of a read ≤ 1.25',
    'Redis, 200 sessions against 20: p99 of a read ≤ 1.25',
    'Longest block while 100 of 200 sessions in SQLite are removed ≤ 20.0 ms',
    'Popup, from navigation to the stored balance painted, against a bare React page ≤ 1.50',
    'Popup, scripts and styles loaded, gzip ≤ 90.0 kB',
  ]);
  const told = results.filter(([, goal]) => goal === '').map(([what = '']) => what);
  for (const part of ['Fastify’s', 'p50', 'memory', 'first answer', 'from a click']) {
    expect(
      told.some((what) => what.replace("'", '’').includes(part)),
      part,
    ).toBe(true);
  }
  for (const [what, , figure] of results) {
    expect(Number.parseFloat(figure ?? ''), what).toBeGreaterThan(0);
  }
  for (const row of goals) expect(row.at(-1)).toMatch(/^(kept|missed)/);
});

test('says how it is called where it is called wrongly', async () => {
  const { code, output } = await bench('--fast');
  expect(code).toBe(2);
  expect(output).toContain('npm run bench');
});
