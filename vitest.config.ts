import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

/** One worker per core of the smallest machine that the tests run on. Vitest itself would use one. */
const CORES = 2;

/**
 * A kind of test, which `npx vitest run --project NAME` runs alone. Where no module keeps state from one file
 * to the next, the files share what they import, which takes longer to load than many of them to run.
 */
function project(name: string, folders: string, options: object = {}) {
  const include = [`test/${folders}/**/*.test.{ts,tsx}`];
  return { test: { name, include, isolate: false, maxWorkers: CORES, ...options } };
}

/** For tests that start processes, which takes ten times as long on a busy machine. */
const STARTS_PROCESSES = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    reporters: ['default', './test/support/runner/plain-line.ts'],
    projects: [
      project('contract', 'contract'),
      project('proxy', 'proxy', {
        ...STARTS_PROCESSES,
        // They spend much of their time waiting for timers.
        maxWorkers: CORES + 1,
        // Vitest runs projects with another number of workers in a group of their own.
        sequence: { groupOrder: 1 },
      }),
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
        maxWorkers: 1,
      }),
    ],
  },
});
