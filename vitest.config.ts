import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

/** What vitest would take of the smallest machine that the tests are for is one. */
const BOTH_CORES = 2;

/** One project per kind of test, so that `npx vitest run --project NAME` runs each alone. */
export default defineConfig({
  test: {
    reporters: ['default', './test/runner/plain-line.ts'],
    projects: [
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          maxWorkers: BOTH_CORES,
        },
      },
      {
        test: {
          name: 'proxy',
          include: ['test/proxy/**/*.test.ts'],
          maxWorkers: BOTH_CORES,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'hosting',
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
          include: ['test/extension/**/*.test.{ts,tsx}'],
          maxWorkers: BOTH_CORES,
        },
      },
      {
        test: {
          name: 'resilience',
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
          maxWorkers: 1,
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
