import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';
import { LongestFirst } from './test/support/runner/longest-first.ts';

/**
 * One worker more than the smallest machine has cores: many tests wait for timers, for processes to start and for
 * browsers. A fourth one makes all tests slower, and the run no shorter.
 */
const WORKERS = 3;

/**
 * A kind of test, which `npx vitest run --project NAME` runs alone. Where no module keeps state from one file
 * to the next, the files share what they import, which takes longer to load than many of them to run.
 */
function project(name: string, folders: string, options: object = {}) {
  const include = [`test/${folders}/**/*.test.{ts,tsx}`];
  return { test: { name, include, isolate: false, maxWorkers: WORKERS, ...options } };
}

/** For tests that start processes, which takes ten times as long on a busy machine. */
const STARTS_PROCESSES = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './test/support/runner/plain-line.ts'],
    projects: [
      project('contract', 'contract'),
      project('proxy', 'proxy', STARTS_PROCESSES),
      project('hosting', '{hosting,documents}', STARTS_PROCESSES),
      {
        plugins: [await WxtVitest()],
        // Generated tests take ten times as long on a busy machine.
        ...project('extension', '{extension,shared}', {
          testTimeout: 30_000,
          hookTimeout: 30_000,
          restoreMocks: true,
        }),
      },
      project('resilience', 'resilience', { ...STARTS_PROCESSES, testTimeout: 120_000 }),
      project('shipping', 'shipping', { isolate: true, testTimeout: 60_000 }),
      project('commands', 'commands', { testTimeout: 60_000 }),
      project('end-to-end', 'end-to-end', {
        isolate: true,
        testTimeout: 60_000,
        hookTimeout: 120_000,
      }),
    ],
  },
});
