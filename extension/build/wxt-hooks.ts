import { join } from 'node:path';
import type { UserConfig } from 'wxt';
import { type BrandedFiles, writeBrandedFiles } from './branded-files.ts';
import { type BuildConfig, BuildConfigError, readBuildConfig } from './build-config.ts';
import { bundleSizes, checkSizes } from './bundle-size.ts';
import { checkVersion } from './check-version.ts';
import { minifyAgain } from './minify-again.ts';
import { stageSources } from './source-package.ts';

/** The steps that this package adds to a WXT build of `version`. */
export function buildHooks(version: string): NonNullable<UserConfig['hooks']> {
  let buildConfig: BuildConfig;
  let branded: BrandedFiles;
  let built: string;
  return {
    'config:resolved': ({ config }) => {
      checkVersion(version);
      buildConfig = readBuildConfig(process.env);
      // Otherwise a NODE_ENV set in the shell would select another build of React.
      if (config.command === 'build') process.env.NODE_ENV = config.mode;
    },
    'build:before': async ({ config }) => {
      branded = await writeBrandedFiles(buildConfig, config.publicDir, join(config.wxtDir, 'own'));
    },
    'vite:build:extendConfig': (_, { mode, plugins }) => {
      if (mode === 'production') plugins?.push(minifyAgain);
    },
    'build:publicAssets': (_, files) => {
      for (const file of files) {
        const path = file.relativeDest.replaceAll('\\', '/');
        if (branded.paths.includes(path)) {
          Object.assign(file, { absoluteSrc: join(branded.folder, path) });
        }
      }
    },
    'build:done': ({ config }) => {
      if (config.mode !== 'production') return;
      const { lines, isWithin } = checkSizes(bundleSizes(config.outDir));
      for (const line of lines) console.log(line);
      if (!isWithin) throw new BuildConfigError('The extension has become too large.');
    },
    'zip:extension:done': (_, path) => {
      built = path;
    },
    'zip:sources:start': async ({ config: { root, zip } }) => {
      await stageSources({ root, folder: zip.sourcesRoot, buildConfig, branded, built });
    },
  };
}
