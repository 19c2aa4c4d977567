import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

/** What vitest would take of the smallest machine that the tests are for is one. */
const BOTH_CORES = 2;

/** Where tests spend much of their time waiting for a timer. */
const ONE_MORE = 3;

/**
 * One project per kind of test, so that `npx vitest run --project NAME` runs each alone. Where no module keeps
 * anything from one file to the next, the files share what they import, which takes longer than many of them.
 */
export default defineConfig({
  test: {
    reporters: ['default', './test/support/runner/plain-line.ts'],
    projects: [
      {
        test: {
          name: 'contract',
          isolate: false,
          include: ['test/contract/**/*.test.ts'],
          maxWorkers: BOTH_CORES,
        },
      },
      {
        test: {
          name: 'proxy',
          isolate: false,
          include: ['test/proxy/**/*.test.ts'],
          maxWorkers: ONE_MORE,
          // Vitest runs projects with other numbers of workers in groups of their own.
          sequence: { groupOrder: 1 },
          // Some start several processes, which takes ten times as long on a busy machine.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'hosting',
          isolate: false,
          include: ['test/{hosting,documents}/**/*.test.ts'],
          maxWorkers: BOTH_CORES,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [await WxtVitest()],
        test: {
          name: 'extension',
          isolate: false,
          include: ['test/{extension,shared}/**/*.test.{ts,tsx}'],
          maxWorkers: BOTH_CORES,
          // Generated tests take ten times as long on a busy machine.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'resilience',
          isolate: false,
          include: ['test/resilience/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: BOTH_CORES,
        },
      },
      {
        test: {
          name: 'shipping',
          include: ['test/shipping/**/*.test.ts'],
          testTimeout: 60_000,
          maxWorkers: BOTH_CORES,
        },
      },
      {
        test: {
          name: 'commands',
          isolate: false,
          include: ['test/commands/**/*.test.ts'],
          testTimeout: 60_000,
          maxWorkers: BOTH_CORES,
        },
      },
      {
        test: {
          name: 'end-to-end',
          include: ['test/end-to-end/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});
