import { minify } from '@swc/core';
import type { Plugin } from 'vite';

/** Minifies a script once more. SWC also moves a function that is called once to its call, which Vite's minifier does not. */
export const minifyAgain: Plugin = {
  name: 'minify-again',
  async generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      const compress = {
        ecma: 2022,
        passes: 3,
        toplevel: true,
        unsafe_arrows: true,
        unsafe_regexp: true,
      } as const;
      file.code = (await minify(file.code, { compress, mangle: true, ecma: 2022 })).code;
    }
  },
};
