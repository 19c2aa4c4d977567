import { createHash } from 'node:crypto';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { BrandedFiles } from './branded-files.ts';
import { type BuildConfig, readBuildConfig } from './build-config.ts';

/** The files that the extension is built from. Nothing else goes into the source package. */
const SOURCES = [
  'extension',
  'shared',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'wxt.config.ts',
  'LICENSE',
];

/** A folder among the sources that no build reads. */
const STORE_LISTING = join('extension', 'store-listing');

export interface SourcePackage {
  /** The root folder of the repository. */
  readonly root: string;
  /** The folder for the sources. It is emptied first. */
  readonly folder: string;
  readonly buildConfig: BuildConfig;
  readonly branded: BrandedFiles;
  /** The path of the package that was built from these sources. */
  readonly built: string;
}

/**
 * Collects what a reviewer needs to reproduce the package at `built`. The name and icon of a branded build
 * are already in place, so the reviewer needs neither the build configuration nor the picture.
 */
export async function stageSources({ root, folder, buildConfig, branded, built }: SourcePackage) {
  await rm(folder, { recursive: true, force: true });
  for (const source of SOURCES) {
    await cp(join(root, source), join(folder, source), {
      recursive: true,
      filter: (path) => !basename(path).startsWith('.') && relative(root, path) !== STORE_LISTING,
    });
  }
  for (const path of branded.paths) {
    await cp(join(branded.folder, path), join(folder, 'extension/public', path));
  }
  const sha256 = createHash('sha256')
    .update(await readFile(built))
    .digest('hex');
  await writeFile(join(folder, 'BUILDING.md'), instructions(buildConfig, basename(built), sha256));
}

function instructions(buildConfig: BuildConfig, name: string, sha256: string): string {
  return `# Building this extension

You need Linux, macOS or WSL with Node.js 20 or newer and npm. The build itself runs on the Node.js 24 that \`npm ci\` brings.

\`\`\`sh
npm ci
${buildCommand(buildConfig)}
\`\`\`

This makes \`.output/${name}\` with the SHA-256

    ${sha256}

which is the package that these are the sources of. The unpacked extension is in \`.output/firefox-mv3\`.

All code is in \`extension/\` and \`shared/\`, in TypeScript. WXT bundles and minifies it with Vite, and adds React and TypeBox; \`package-lock.json\` has the exact version of everything. Nothing is loaded at run time.
`;
}

/** The command that repeats the build, without its name and icon. */
function buildCommand({ proxyUrl, firefoxId, firefoxDataCollection }: BuildConfig): string {
  const defaults = readBuildConfig({});
  const variables = [
    proxyUrl !== defaults.proxyUrl && `WXT_PROXY_URL=${quoted(proxyUrl)}`,
    firefoxId !== defaults.firefoxId && `WXT_FIREFOX_ID=${quoted(firefoxId)}`,
    `${firefoxDataCollection}` !== `${defaults.firefoxDataCollection}` &&
      `WXT_FIREFOX_DATA_COLLECTION=${quoted(firefoxDataCollection.join(','))}`,
  ];
  return [...variables.filter(Boolean), 'npm run zip'].join(' ');
}

/** Quotes text for a POSIX shell where it needs quotes. */
function quoted(text: string): string {
  return /^[\w@:./,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
