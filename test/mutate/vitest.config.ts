import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';
import { MUTATED_MODULES } from './modules.ts';

const module = process.env.MUTATED_MODULE ?? '';

/** Tests of proxy/platform through a whole proxy that take seconds; faster ones cover the same code. */
const SLOW_PLATFORM_TESTS = [
  ...['isolation', 'malformed-responses', 'outbound-requests', 'platform-tls', 'rate-limits'],
  'refresh-budget',
];

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
      ...SLOW_PLATFORM_TESTS.map((name) => `test/proxy/platform/${name}.test.ts`),
    ],
    testTimeout: 30_000,
  },
});
