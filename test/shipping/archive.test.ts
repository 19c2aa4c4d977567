import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { commandsIn } from '../documents/read-document.ts';
import { ownPlatform, unpackInto } from '../support/archive/pack-into.ts';
import { ROOT } from '../support/build/tools.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { runToEnd } from '../support/processes/program.ts';
import { WORKING_ENV } from '../support/proxy/exit.ts';
import { cloneOfHere, linkDependencies, removeFolders, run, shell, write } from './working-copy.ts';

const MAX_ARCHIVE_BYTES = 12e6;
const MAX_UNPACKED_BYTES = 32e6;

const nameFor = (platform: string) =>
  `balance-companion-proxy-${packageJson.version}-${platform}.tar.gz`;
const NAME = nameFor(ownPlatform());

/** A word that stands in files which belong to nobody else, and must not be in the archive. */
const PRIVATE = 'f2c1d9e07ab34b6c';

const PRIVATE_FILES = {
  '.env': `OAUTH_CLIENT_SECRET=${PRIVATE}\nSESSION_KEYS=${PRIVATE}\n`,
  'data/session-keys': PRIVATE,
  'proxy/notes.txt': PRIVATE,
  'proxy/deploy/.env': PRIVATE,
  'proxy/deploy/notes.txt': PRIVATE,
};

async function filesIn(archive: string) {
  const entries = await unpackTar(gunzipSync(readFileSync(archive)));
  return new Map(entries.map(({ header, data }) => [header.name, { header, data }]));
}

describe('npm run pack', () => {
  let first: string;
  let output: string;
  let files: Awaited<ReturnType<typeof filesIn>>;
  const packed = (folder: string, name = NAME) => join(folder, '.output', name);

  beforeAll(async () => {
    first = cloneOfHere('a clone');
    linkDependencies(first);
    write(first, PRIVATE_FILES);
    output = await shell(first, 'npm run pack');
    files = await filesIn(packed(first));
  }, 60_000);

  afterAll(removeFolders);

  test('makes one archive for this platform and ends with its SHA-256', () => {
    expect(readdirSync(join(first, '.output'))).toEqual([NAME]);
    const sum = hash('sha256', readFileSync(packed(first)));
    expect(output.trimEnd().split('\n').at(-1)).toBe(`${sum}  ${NAME}`);
  });

  test('keeps the archive below its size, packed and unpacked', () => {
    const sizes = [...files.values()].map(({ header }) => header.size);
    expect(statSync(packed(first)).size).toBeLessThanOrEqual(MAX_ARCHIVE_BYTES);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MAX_UNPACKED_BYTES);
  });

  test('puts in the code, the addons, the licences, the hosting files, and no more', () => {
    const names = [...files.keys()];
    const tracked = execFileSync('git', ['ls-files', 'proxy/deploy'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(names.filter((name) => !name.startsWith('lib/'))).toEqual(
      [
        '.env.example',
        'LICENSE',
        'THIRD-PARTY-LICENSES.txt',
        'main.js',
        'package.json',
        ...tracked
          .trim()
          .split('\n')
          .map((path) => path.replace('proxy/', '')),
      ].toSorted(),
    );
    const libraries = names.filter((name) => name.startsWith('lib/'));
    expect(libraries.filter((name) => !name.endsWith('.js'))).toEqual([
      'lib/better-sqlite3.node',
      'lib/sodium-native.node',
    ]);
  });

  test('carries no private file along, and nothing of one', () => {
    for (const [name, { data = '' }] of files) {
      expect(Buffer.from(data).includes(PRIVATE), name).toBe(false);
    }
  });

  test('has the licence of everything that the proxy depends on at run time', () => {
    const licences = Buffer.from(files.get('THIRD-PARTY-LICENSES.txt')?.data ?? '').toString();
    for (const name of [...Object.keys(packageJson.dependencies), 'sodium-native', 'find-my-way']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d\\S* \\(\\S+\\)$`, 'm'));
    }
    for (const name of ['libsodium', 'SQLite']) expect(licences).toContain(`\n${name}, in lib/`);
  });

  test('makes the same bytes from another clone, in another time zone and with another umask', async () => {
    const second = cloneOfHere('somewhere/else/altogether');
    linkDependencies(second);
    const env = { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', NODE_ENV: 'development' };
    await shell(second, 'umask 077 && npm run pack', env);
    expect(readFileSync(packed(second)).equals(readFileSync(packed(first)))).toBe(true);
  });

  test('is unpacked and checked by the commands of the README', async () => {
    const commands = commandsIn('README.md', 'The proxy in one archive');
    expect([commands[0], commands.at(-1)]).toEqual(['npm ci && npm run pack', 'node main.js']);
    // The archive is packed already, and another test starts the proxy.
    const text = await shell(first, commands.slice(1, -1).join(' && '), WORKING_ENV);
    expect(text).toContain('Every setting is fine.');
  });

  test('packs for another platform, whose archive says on this one that it cannot run here', async () => {
    const other = ownPlatform() === 'linux-arm64' ? 'linux-x64' : 'linux-arm64';
    await shell(first, `npm run pack -- ${other}`);
    const folder = emptyFolder();
    unpackInto(folder, packed(first, nameFor(other)));
    const { code, output: text } = await runToEnd(process.execPath, ['main.js'], { cwd: folder });
    expect(text).toBe(
      `This archive of Balance Companion's proxy is for ${other}, and this machine is ${ownPlatform()}.\n`,
    );
    expect(code).toBe(1);
  });

  test('refuses a platform that it does not know', async () => {
    const { code, output: text } = await run(first, 'npm run pack -- amiga');
    expect(text).toContain('PLATFORM is linux-x64, linux-arm64');
    expect(code).toBe(1);
  });
});
