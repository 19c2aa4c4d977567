import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { addonPlugin } from './addons.ts';
import type { Platform } from './platform.ts';

/** Paths in the archive, with their contents. */
export type Files = ReadonlyMap<string, string | Buffer>;

export interface Bundle {
  files: Files;
  /** The folders of the packages from which code or addons are in the bundle. */
  packages: ReadonlySet<string>;
}

/**
 * Bundles the proxy and its commands into `main.js` and the files in `lib/` that it loads.
 * @param root the folder of the repository, with the development dependencies installed
 * @throws {Error} if something imports a file that does not exist
 */
export async function bundleProxy(root: string, platform: Platform): Promise<Bundle> {
  const addons = new Map<string, Buffer>();
  const build = await rolldown({
    cwd: root,
    input: { main: 'proxy/main.ts' },
    platform: 'node',
    tsconfig: false,
    // The paths in the output are those in node_modules, also where that is a link.
    resolve: { symlinks: false },
    experimental: { attachDebugInfo: 'none' },
    plugins: [addonPlugin(platform, addons)],
    onLog(level, log) {
      if (level === 'warn') throw new Error(log.message);
    },
  });
  const { output } = await build.generate({
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'lib/[name].js',
    banner: ({ isEntry }) => (isEntry ? platformCheck(platform) : ''),
  });
  await build.close();
  const chunks = output.filter((file) => file.type === 'chunk');
  const modules = [...chunks.flatMap(({ modules }) => Object.keys(modules))];
  return {
    files: new Map<string, string | Buffer>([
      ...chunks.map(({ fileName, code }): [string, string] => [fileName, code]),
      ...[...addons].map(([name, contents]): [string, Buffer] => [join('lib', name), contents]),
    ]),
    packages: new Set(modules.flatMap((path) => packageFolder(path) ?? [])),
  };
}

/** Code that ends the process with one sentence where the addons cannot be loaded. */
function platformCheck(platform: Platform): string {
  return `if (\`\${process.platform}-\${process.arch}\` !== '${platform}') {
  console.error(\`This archive of Balance Companion's proxy is for ${platform}, and this machine is \${process.platform}-\${process.arch}.\`);
  process.exit(1);
}`;
}

/** The folder of the package that a module belongs to; undefined for the modules of this repository. */
function packageFolder(path: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0];
}
