import { createHash } from 'node:crypto';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { OwnFiles } from './own-files.ts';
import { type BuildConfig, readBuildConfig } from './settings.ts';

/** What the extension is built from. Nothing else goes into the sources package. */
const SOURCES = [
  'extension',
  'shared',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'wxt.config.ts',
  'LICENSE',
];

/** Of those, what no build reads. */
const STORE_TEXTS = join('extension', 'store-listing');

export interface SourcePackage {
  /** The folder of the whole package. */
  readonly root: string;
  /** The folder that gets the sources, and has nothing else in it afterwards. */
  readonly folder: string;
  readonly settings: BuildConfig;
  readonly own: OwnFiles;
  /** The path of the package that these are the sources of. */
  readonly built: string;
}

/**
 * Puts together what a reviewer needs to make the very package at `built`. This build's own name and
 * icon are in their places, so that whoever builds needs neither the settings nor the picture.
 */
export async function stageSources({ root, folder, settings, own, built }: SourcePackage) {
  await rm(folder, { recursive: true, force: true });
  for (const source of SOURCES) {
    await cp(join(root, source), join(folder, source), {
      recursive: true,
      filter: (path) => !basename(path).startsWith('.') && relative(root, path) !== STORE_TEXTS,
    });
  }
  for (const path of own.paths) {
    await cp(join(own.folder, path), join(folder, 'extension/public', path));
  }
  const sha256 = createHash('sha256')
    .update(await readFile(built))
    .digest('hex');
  await writeFile(join(folder, 'BUILDING.md'), instruction(settings, basename(built), sha256));
}

function instruction(settings: BuildConfig, name: string, sha256: string): string {
  return `# Building this extension

You need Linux, macOS or WSL with Node.js 20 or newer and npm. The build itself runs on the Node.js 24 that \`npm ci\` brings.

\`\`\`sh
npm ci
${buildCommand(settings)}
\`\`\`

This makes \`.output/${name}\` with the SHA-256

    ${sha256}

which is the package that these are the sources of. The unpacked extension is in \`.output/firefox-mv3\`.

All code is in \`extension/\` and \`shared/\`, in TypeScript. WXT bundles and minifies it with Vite, and adds React and TypeBox; \`package-lock.json\` has the exact version of everything. Nothing is loaded at run time.
`;
}

/** The command that builds with these settings, its name and icon aside. */
function buildCommand({ proxyUrl, firefoxId, firefoxDataCollection }: BuildConfig): string {
  const plain = readBuildConfig({});
  const variables = [
    proxyUrl !== plain.proxyUrl && `WXT_PROXY_URL=${quoted(proxyUrl)}`,
    firefoxId !== plain.firefoxId && `WXT_FIREFOX_ID=${quoted(firefoxId)}`,
    `${firefoxDataCollection}` !== `${plain.firefoxDataCollection}` &&
      `WXT_FIREFOX_DATA_COLLECTION=${quoted(firefoxDataCollection.join(','))}`,
  ];
  return [...variables.filter(Boolean), 'npm run zip'].join(' ');
}

/** A word as a POSIX shell takes it for what it is. */
function quoted(text: string): string {
  return /^[\w@:./,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
