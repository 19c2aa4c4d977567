import { gzipSync } from 'node:zlib';
import { minify } from '@swc/core';
import type { Plugin } from 'vite';

const SAFE = { ecma: 2022, passes: 3, toplevel: true } as const;

/**
 * Worth 96 and 80 bytes of the background. It has neither functions that use `this` nor regular expressions that keep
 * a position from one test to the next.
 */
const FOR_BACKGROUND = { ...SAFE, unsafe_arrows: true, unsafe_regexp: true } as const;

/** With names to keep, a function is not moved to its only call. That makes most scripts larger, and React smaller. */
const FOR_PAGES = [SAFE, { ...SAFE, keep_fnames: true, if_return: false }] as const;

const zippedSize = (code: string) => gzipSync(code).length;

/**
 * Minifies scripts once more with SWC, which inlines more than Vite's own minifier. Keeps the smallest of the results
 * and the script as it was.
 */
export const minifyAgain: Plugin = {
  name: 'minify-again',
  async generateBundle({ format }, bundle) {
    const module = format === 'es';
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      const original = file.code;
      for (const compress of module ? FOR_PAGES : [FOR_BACKGROUND]) {
        const { code } = await minify(original, { compress, mangle: true, ecma: 2022, module });
        if (zippedSize(code) < zippedSize(file.code)) file.code = code;
      }
    }
  },
};
