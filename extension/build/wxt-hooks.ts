import { join } from 'node:path';
import type { UserConfig } from 'wxt';
import { bundleSizes, judgeSizes } from './bundle-size.ts';
import { type OwnFiles, writeOwnFiles } from './own-files.ts';
import { type BuildConfig, BuildConfigError, readBuildConfig } from './settings.ts';
import { stageSources } from './source-package.ts';
import { checkVersion } from './version.ts';

/** What this package adds to the steps of WXT, for one build of `version`. */
export function buildHooks(version: string): NonNullable<UserConfig['hooks']> {
  let settings: BuildConfig;
  let own: OwnFiles;
  let built: string;
  return {
    'config:resolved': ({ config }) => {
      checkVersion(version);
      settings = readBuildConfig(process.env);
      // A NODE_ENV of the shell would have React built for another purpose than everything else.
      if (config.command === 'build') process.env.NODE_ENV = config.mode;
    },
    'build:before': async ({ config }) => {
      own = await writeOwnFiles(settings, config.publicDir, join(config.wxtDir, 'own'));
    },
    'build:publicAssets': (_, files) => {
      for (const file of files) {
        const path = file.relativeDest.replaceAll('\\', '/');
        if (own.paths.includes(path)) Object.assign(file, { absoluteSrc: join(own.folder, path) });
      }
    },
    'build:done': ({ config }) => {
      if (config.mode !== 'production') return;
      const { lines, kept } = judgeSizes(bundleSizes(config.outDir));
      for (const line of lines) console.log(line);
      if (!kept) throw new BuildConfigError('The extension has become too large.');
    },
    'zip:extension:done': (_, path) => {
      built = path;
    },
    'zip:sources:start': async ({ config: { root, zip } }) => {
      await stageSources({ root, folder: zip.sourcesRoot, settings, own, built });
    },
  };
}
