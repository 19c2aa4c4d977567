import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import packageJson from '../../package.json' with { type: 'json' };
import { bundleProxy, type Files } from './bundle.ts';
import { licencesOf } from './licences.ts';
import type { Platform } from './platform.ts';

/** The files that the archive has as the repository has them, by their paths in the archive. */
export const COPIED: Readonly<Record<string, string>> = {
  '.env.example': '.env.example',
  LICENSE: 'LICENSE',
  'deploy/Caddyfile': 'proxy/deploy/Caddyfile',
  'deploy/Dockerfile': 'proxy/deploy/Dockerfile',
  'deploy/Dockerfile.dockerignore': 'proxy/deploy/Dockerfile.dockerignore',
  'deploy/balance-companion.service': 'proxy/deploy/balance-companion.service',
  'deploy/compose.yaml': 'proxy/deploy/compose.yaml',
  'deploy/healthcheck.ts': 'proxy/deploy/healthcheck.ts',
  'deploy/nginx.conf': 'proxy/deploy/nginx.conf',
};

/** The same time for every file, as in the packages of npm: archives of one commit are the same bytes. */
const MTIME = new Date('1985-10-26T08:15:00Z');

/** The byte of a gzip header that names the operating system (RFC 1952 section 2.3.1), and its value for Unix. */
const GZIP_OS = 9;
const UNIX = 3;

/**
 * Returns the proxy as a `.tar.gz`, which runs with Node.js alone.
 * @param root the folder of the repository, with the development dependencies installed
 */
export async function packProxy(root: string, platform: Platform): Promise<Buffer> {
  const { files, packages } = await bundleProxy(root, platform);
  const copies = Object.entries(COPIED).map(([name, path]): [string, Buffer] => [
    name,
    readFileSync(join(root, path)),
  ]);
  return compressed(
    new Map<string, string | Buffer>([
      ...files,
      ...copies,
      ['package.json', manifest(platform)],
      ['THIRD-PARTY-LICENSES.txt', licencesOf(packages)],
    ]),
  );
}

/** With `type`, Node.js reads the code as ES modules without a guess. */
function manifest(platform: Platform): string {
  const { version, description, license, engines } = packageJson;
  const [os, cpu] = platform.split('-');
  const name = 'balance-companion-proxy';
  const members = { name, version, description, license, private: true, type: 'module', engines };
  return `${JSON.stringify({ ...members, os: [os], cpu: [cpu] }, null, 2)}\n`;
}

async function compressed(files: Files): Promise<Buffer> {
  const entries = [...files]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, contents]) => {
      const body = Buffer.from(contents);
      const owner = { uid: 0, gid: 0, uname: 'root', gname: 'root' };
      return { header: { name, size: body.length, mode: 0o644, mtime: MTIME, ...owner }, body };
    });
  const bytes = gzipSync(await packTar(entries), { level: 9 });
  bytes[GZIP_OS] = UNIX;
  return bytes;
}
