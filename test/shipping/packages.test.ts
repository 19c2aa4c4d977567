import { hash } from 'node:crypto';
import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { NIGHTLY } from '../support/runner/nightly.ts';
import {
  checksumsIn,
  cloneOfHere,
  filesIn,
  linkDependencies,
  removeFolders,
  shell,
  unpack,
  write,
} from './working-copy.ts';

const { version } = packageJson;
const NAMES = ['chrome', 'edge', 'firefox', 'sources'].map(
  (kind) => `balance-companion-${version}-${kind}.zip`,
);
const [CHROME = '', EDGE = '', FIREFOX = '', SOURCES = ''] = NAMES;

/** A word that stands in files which belong to nobody else, and must be in no package. */
const PRIVATE = 'f2c1d9e07ab34b6c';

const PRIVATE_FILES = {
  '.env': `OAUTH_CLIENT_SECRET=${PRIVATE}\nSESSION_KEYS=${PRIVATE}\n`,
  '.env.local': `OAUTH_CLIENT_ID=${PRIVATE}\n`,
  '.env.production': `PLATFORM_URL=https://${PRIVATE}.example\n`,
  'data/session-keys': PRIVATE,
  'test-results/screens/notes.txt': PRIVATE,
  '.git/config': PRIVATE,
  '.output/old/notes.txt': PRIVATE,
  'notes.txt': PRIVATE,
  'proxy/notes.txt': PRIVATE,
  'extension/.notes': PRIVATE,
  'extension/public/.notes': PRIVATE,
};

describe('npm run zip', () => {
  let first: string;
  let output: string;
  let fromSecondClone: string;
  let instruction: string;
  let fromSources: string;
  const inFirst = (name: string) => join(first, '.output', name);

  beforeAll(async () => {
    first = cloneOfHere('a clone');
    linkDependencies(first);
    write(first, PRIVATE_FILES);
    output = await shell(first, 'npm run zip');
    const others = [
      NIGHTLY ? buildSecondClone() : '',
      buildSources(await unpack(inFirst(SOURCES), 'review')),
    ];
    [fromSecondClone = '', fromSources = ''] = await Promise.all(others);
  }, 300_000);

  afterAll(removeFolders);

  test('makes a package for each store and one of sources, whose names carry the version', () => {
    const zips = readdirSync(join(first, '.output')).filter((name) => name.endsWith('.zip'));
    expect(zips.sort()).toEqual(NAMES);
  });

  test('makes extensions of the version in package.json', async () => {
    for (const name of [CHROME, EDGE, FIREFOX]) {
      const manifest = (await filesIn(inFirst(name))).get('manifest.json');
      expect(JSON.parse(`${manifest}`).version).toBe(version);
    }
  });

  test('ends with the SHA-256 of each, and leaves them in a file for sha256sum', () => {
    const lines = NAMES.map((name) => `${hash('sha256', readFileSync(inFirst(name)))}  ${name}`);
    expect(output.trimEnd().split('\n').slice(-NAMES.length)).toEqual(lines);
    const list = readFileSync(inFirst(`balance-companion-${version}-sha256.txt`), 'utf8');
    expect(list).toBe(`${lines.join('\n')}\n`);
  });

  test('puts into the packages of the stores what was built, and no more', async () => {
    const folders = { [CHROME]: 'chrome-mv3', [EDGE]: 'edge-mv3', [FIREFOX]: 'firefox-mv3' };
    for (const [name, folder] of Object.entries(folders)) {
      const packed = await filesIn(inFirst(name));
      const built = readdirSync(inFirst(folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(inFirst(folder).length + 1));
      expect([...packed.keys()].sort()).toEqual(built.sort());
      for (const [path, contents] of packed) {
        expect(contents.equals(readFileSync(inFirst(join(folder, path))))).toBe(true);
      }
    }
  });

  test('puts into the sources package what the extension is built from, and no more', async () => {
    const paths = [...(await filesIn(inFirst(SOURCES))).keys()];
    expect([...new Set(paths.map((path) => path.split('/')[0]))].sort()).toEqual([
      'BUILDING.md',
      'LICENSE',
      'extension',
      'package-lock.json',
      'package.json',
      'shared',
      'tsconfig.json',
      'wxt.config.ts',
    ]);
    expect(paths.filter((path) => /(^|\/)\.|node_modules|extension\/store/.test(path))).toEqual([]);
  });

  test('carries no private file along, and nothing of one', async () => {
    for (const name of NAMES) {
      for (const [path, contents] of await filesIn(inFirst(name))) {
        expect(path).not.toMatch(/notes|\.env/);
        expect(contents.includes(PRIVATE)).toBe(false);
      }
    }
  });

  async function buildSecondClone(): Promise<string> {
    const second = cloneOfHere('somewhere/else/altogether');
    for (const entry of readdirSync(second, { recursive: true, encoding: 'utf8' })) {
      utimesSync(join(second, entry), 981_173_106, 981_173_106);
    }
    linkDependencies(second);
    const env = { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', NODE_ENV: 'development' };
    return await shell(second, 'umask 077 && npm run zip', env);
  }

  async function buildSources(folder: string): Promise<string> {
    instruction = readFileSync(join(folder, 'BUILDING.md'), 'utf8');
    const [, commands = ''] = /```sh\n(.*?)```/s.exec(instruction) ?? [];
    const [install, ...build] = commands.trim().split('\n');
    expect(install).toBe('npm ci');
    // Every night a reviewer's `npm ci` is real; otherwise the libraries that are here are linked.
    if (NIGHTLY) await shell(folder, 'npm ci');
    else linkDependencies(folder);
    return await shell(folder, build.join(' && '));
  }

  test.skipIf(!NIGHTLY)(
    '[nightly: slow] makes the same bytes from another clone, of other times, in another time zone and with another umask',
    () => {
      expect(Object.keys(checksumsIn(fromSecondClone))).toEqual(NAMES);
      expect(checksumsIn(fromSecondClone)).toEqual(checksumsIn(output));
    },
  );

  test('makes the same bytes from the unpacked sources, by the commands that come with them', () => {
    expect(checksumsIn(fromSources)).toEqual(checksumsIn(output));
    expect(instruction).toContain(`\`.output/${FIREFOX}\``);
    expect(instruction).toContain(checksumsIn(output)[FIREFOX]);
  });
});
