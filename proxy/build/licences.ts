import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  name: string;
  version: string;
  license?: string;
  author?: string | { name?: string };
  homepage?: string;
}

/** The libraries inside the addons, whose packages do not contain their licences. */
const IN_ADDONS = `libsodium, in lib/sodium-native.node (ISC)

Copyright (c) 2013-2026 Frank Denis

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.

SQLite, in lib/better-sqlite3.node, is in the public domain (https://www.sqlite.org/copyright.html).`;

const SEPARATOR = `\n\n${'-'.repeat(80)}\n\n`;

/**
 * Returns the licences of packages as one text, in the order of their names.
 * @param folders the folders of the packages
 * @throws {Error} for a package without a licence
 */
export function licencesOf(folders: Iterable<string>): string {
  const texts = new Map([...folders].map((folder) => licenceOf(folder)));
  const names = [...texts.keys()].toSorted();
  return `${[...names.map((name) => texts.get(name)), IN_ADDONS].join(SEPARATOR)}\n`;
}

function licenceOf(folder: string): [name: string, text: string] {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { name, version, license, author, homepage = 'no homepage' } = manifest;
  if (license === undefined) throw new Error(`${folder} names no licence.`);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.toSorted().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const owner = typeof author === 'object' ? author.name : author;
  const notice = texts.length > 0 ? texts : [`By ${owner ?? 'its authors'}, ${homepage}.`];
  const title = `${name} ${version}`;
  return [title, [`${title} (${license})`, ...notice].join('\n\n').replaceAll('\r\n', '\n')];
}
