import { fileURLToPath } from 'node:url';
import { defineConfig } from 'wxt';
import extension from '../../../wxt.config.ts';

const BARE = fileURLToPath(new URL('bare/index.html', import.meta.url));

/** The extension's own build with one page more, into the folder that BENCH_PAGES names. */
export default defineConfig({
  ...extension,
  outDir: process.env.BENCH_PAGES ?? '.output/bench',
  hooks: {
    ...extension.hooks,
    // One page more makes other chunks, whose size says nothing about the extension's.
    'build:done': () => undefined,
    'entrypoints:found': (_wxt, found) => {
      found.push({ name: 'bare', inputPath: BARE, type: 'unlisted-page' });
    },
  },
});
