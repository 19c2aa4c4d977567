import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeIcons } from './icons.ts';

const drawing = fileURLToPath(new URL('icon.svg', import.meta.url));
const folder = new URL('../public/icon/', import.meta.url);

mkdirSync(folder, { recursive: true });
for (const [size, png] of await makeIcons(drawing)) {
  writeFileSync(new URL(`${size}.png`, folder), png);
}
