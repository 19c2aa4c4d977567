import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';
import { MUTATED_MODULES } from './modules.ts';

const module = process.env.MUTATED_MODULE ?? '';

/** The fast tests of one module: its own, without generated tests and without other processes. */
export default defineConfig({
  plugins: module.startsWith('extension/') ? [await WxtVitest()] : [],
  test: {
    include: [`${MUTATED_MODULES[module]}/**/*.test.ts`],
    exclude: ['**/*.property.test.ts'],
    testTimeout: 30_000,
  },
});
