import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeIconFiles } from './icon-files.ts';

const drawing = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const folder = new URL('../public/', import.meta.url);

for (const [path, png] of await makeIconFiles(
  drawing('icon.svg'),
  drawing('icon-signed-out.svg'),
)) {
  const file = fileURLToPath(new URL(path, folder));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, png);
}
