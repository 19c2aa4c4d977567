import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OWN_MEMBERS } from '../../../extension/build/minify-again.ts';
import { BUILT_EXTENSION } from '../../support/build/built-extension.ts';
import { ROOT } from '../../support/build/tools.ts';

/** Where members may have these names: the parts of the background, and the rules that are read by them alone. */
const OWN_FILES =
  /^extension\/(?:background\/|build\/|entrypoints\/background|domain\/(?:refresh-policy|account-transitions)\.ts)/;

test('members with shorter names are the background’s own', () => {
  const files = ['extension', 'shared'].flatMap((top) =>
    readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
      .map((file) => join(top, file).replaceAll('\\', '/'))
      .filter((file) => /\.tsx?$/.test(file) && !OWN_FILES.test(file)),
  );
  const words = new Set(
    files.flatMap((file) => readFileSync(join(ROOT, file), 'utf8').match(/[\w$]+/g)),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(OWN_MEMBERS.filter((name) => words.has(name))).toEqual([]);
});

test('the names are needed: each is shortened', () => {
  const background = readFileSync(join(BUILT_EXTENSION.chromium, 'background.js'), 'utf8');
  const words = new Set(background.match(/[\w$]+/g));
  expect(OWN_MEMBERS.filter((name) => words.has(name))).toEqual([]);
});
