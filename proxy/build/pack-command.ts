// Packs the proxy into `.output`, for the platform on the command line or for this one, and prints the SHA-256 of the
// archive in the format of `sha256sum -c`.

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../../package.json' with { type: 'json' };
import { packProxy } from './archive.ts';
import { isPlatform, PLATFORMS } from './platform.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = '.output';

const [platform = `${process.platform}-${process.arch}`, ...rest] = process.argv.slice(2);
if (rest.length === 0 && isPlatform(platform)) {
  const name = `balance-companion-proxy-${packageJson.version}-${platform}.tar.gz`;
  const archive = await packProxy(ROOT, platform);
  mkdirSync(join(ROOT, FOLDER), { recursive: true });
  writeFileSync(join(ROOT, FOLDER, name), archive);
  console.log(`The archive is in ${FOLDER}. Its SHA-256:\n`);
  console.log(`${createHash('sha256').update(archive).digest('hex')}  ${name}`);
} else {
  console.error(`Usage: npm run pack [-- PLATFORM]\n\nPLATFORM is ${PLATFORMS.join(', ')}.`);
  process.exitCode = 1;
}
