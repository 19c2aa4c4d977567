import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';
import { MUTATED_MODULES } from './modules.ts';

const module = process.env.MUTATED_MODULE ?? '';

/** Tests through a running proxy take seconds. They cover the same code as the tests of its parts. */
const startsProxy = (path: string) =>
  /\/(running-proxy|configurations)\.ts'/.test(readFileSync(path, 'utf8'));

/** The fast tests of one module: its own, without generated tests and without other processes. */
export default defineConfig({
  plugins: module.startsWith('extension/') ? [await WxtVitest()] : [],
  test: {
    include: [`${MUTATED_MODULES[module]}/**/*.test.ts`],
    isolate: false,
    exclude: [
      '**/*.property.test.ts',
      // Its user may not read the sandbox.
      '**/foreign-files.test.ts',
      ...globSync(`${MUTATED_MODULES[module]}/**/*.test.ts`).filter(startsProxy),
    ],
    testTimeout: 30_000,
  },
});
