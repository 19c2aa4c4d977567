import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { expect, test } from 'vitest';
import { emptyFolder } from '../support/folders/empty-folder.ts';

const CONFIG = new URL('../../.dependency-cruiser.mjs', import.meta.url);
const { forbidden, options } = (await import(CONFIG.href)).default;

/** The names of the rules that imports violate, each of them from one file to another one. */
async function violations(imports: [from: string, to: string][]): Promise<string[]> {
  const folder = emptyFolder();
  for (const file of imports.flat()) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), 'export const value = 1;\n');
  }
  for (const [from, to] of imports) {
    const path = relative(dirname(from), to);
    appendFileSync(join(folder, from), `import type {} from './${path}';\n`);
  }
  const settings = { ...options, validate: true, ruleSet: { forbidden }, baseDir: folder };
  const { output } = await cruise(['.'], settings as ICruiseOptions);
  return (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
}

test.each<[rule: string, ...imports: [from: string, to: string][]]>([
  ['proxy/platform imports lower layers only', ['proxy/platform/a.ts', 'proxy/auth/b.ts']],
  [
    'extension/domain imports lower layers only',
    ['extension/domain/a.ts', 'extension/storage/b.ts'],
  ],
  ['extension imports neither proxy nor test', ['extension/api/a.ts', 'proxy/b.ts']],
  [
    'no file cycles',
    ['proxy/auth/a.ts', 'proxy/auth/b.ts'],
    ['proxy/auth/b.ts', 'proxy/auth/a.ts'],
  ],
  [
    'no folder cycles',
    ['proxy/first/a.ts', 'proxy/second/b.ts'],
    ['proxy/second/d.ts', 'proxy/first/c.ts'],
  ],
])('the import check reports: %s', async (rule, ...imports) => {
  expect(await violations(imports)).toContain(rule);
});

test('the import check accepts imports of lower layers', async () => {
  expect(await violations([['proxy/auth/a.ts', 'proxy/store/b.ts']])).toEqual([]);
});
