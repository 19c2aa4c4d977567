// Builds the packages of every store in `.output`. Writes a file with their SHA-256 in the format of
// `sha256sum -c` and prints its contents.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = '.output';

/** The browsers whose stores get packages, and the packages that each build produces. */
const PACKAGES = { chrome: ['chrome'], edge: ['edge'], firefox: ['firefox', 'sources'] } as const;

for (const browser of Object.keys(PACKAGES)) {
  const args = ['node_modules/wxt/bin/wxt.mjs', 'zip', '--browser', browser];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const { name, version } = packageJson;
const lines = Object.values(PACKAGES)
  .flat()
  .map((kind) => checksumLine(`${name}-${version}-${kind}.zip`));
const list = join(FOLDER, `${name}-${version}-sha256.txt`);
writeFileSync(join(ROOT, list), `${lines.join('\n')}\n`);
console.log(`\nThe packages are in ${FOLDER}. Their SHA-256, also in ${list}:\n`);
for (const line of lines) console.log(line);

function checksumLine(file: string): string {
  const contents = readFileSync(join(ROOT, FOLDER, file));
  return `${createHash('sha256').update(contents).digest('hex')}  ${file}`;
}
