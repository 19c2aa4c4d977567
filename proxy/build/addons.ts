import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Plugin } from 'rolldown';
import type { Platform } from './platform.ts';

/**
 * Bundles the native libraries without their search for an addon: the code requires the addon of `platform`, which lies
 * beside it. The contents of the addons are added to `addons` by their file names.
 */
export function addonPlugin(platform: Platform, addons: Map<string, Buffer>): Plugin {
  return {
    name: 'addons',
    resolveId(source, importer, options) {
      // This entry of the library requires one addon, where its main entry searches for one.
      if (source === 'better-sqlite3') {
        return this.resolve(`better-sqlite3/${platform}`, importer, options);
      }
      if (!source.endsWith('.node') || importer === undefined) return null;
      const file = resolve(dirname(importer), source);
      const name = file.includes('sodium-native') ? basename(file) : 'better-sqlite3.node';
      addons.set(name, readFileSync(file));
      return { id: `./${name}`, external: true };
    },
    load(id) {
      if (!/[\\/]sodium-native[\\/]binding\.js$/.test(id)) return null;
      return `module.exports = require('./prebuilds/${platform}/sodium-native.node');`;
    },
  };
}
