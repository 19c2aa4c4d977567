import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = '.output';

/** The browsers whose stores get packages, and the packages that each build produces. */
const PACKAGES = { chrome: ['chrome'], edge: ['edge'], firefox: ['firefox', 'sources'] } as const;

/**
 * Builds the packages of every store in `.output`. Writes a file with their SHA-256 in the format of
 * `sha256sum -c` and prints its contents. Returns the exit code.
 */
async function makePackages(): Promise<number> {
  for (const browser of Object.keys(PACKAGES)) {
    const code = await wxtZip(browser);
    if (code !== 0) return code;
  }
  const { name, version } = packageJson;
  const lines = Object.values(PACKAGES).flatMap((kinds) => {
    return kinds.map((kind) => checksumLine(`${name}-${version}-${kind}.zip`));
  });
  const list = join(FOLDER, `${name}-${version}-sha256.txt`);
  writeFileSync(join(ROOT, list), `${lines.join('\n')}\n`);
  console.log(`\nThe packages are in ${FOLDER}. Their SHA-256, also in ${list}:\n`);
  for (const line of lines) console.log(line);
  return 0;
}

async function wxtZip(browser: string): Promise<number> {
  const args = ['node_modules/wxt/bin/wxt.mjs', 'zip', '--browser', browser];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  const [code] = await once(child, 'close');
  return code ?? 1;
}

function checksumLine(file: string): string {
  const contents = readFileSync(join(ROOT, FOLDER, file));
  return `${createHash('sha256').update(contents).digest('hex')}  ${file}`;
}

process.exitCode = await makePackages();
