import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { expect, test } from 'vitest';
import { emptyFolder } from '../support/folders/empty-folder.ts';

const CONFIG = new URL('../../.dependency-cruiser.mjs', import.meta.url);
const { forbidden, options } = (await import(CONFIG.href)).default;

/** The names of the rules that files with these import specifiers violate. */
async function violations(files: Record<string, string[]>): Promise<string[]> {
  const folder = emptyFolder();
  for (const [path, specifiers] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    const imports = specifiers.map((specifier) => `import type {} from '${specifier}';\n`);
    writeFileSync(join(folder, path), `${imports.join('')}export const value = 1;\n`);
  }
  const settings = { ...options, validate: true, ruleSet: { forbidden }, baseDir: folder };
  const { output } = await cruise(['.'], settings as ICruiseOptions);
  return (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
}

test.each<[string, Record<string, string[]>]>([
  [
    'proxy/platform imports lower layers only',
    { 'proxy/platform/a.ts': ['../auth/b.ts'], 'proxy/auth/b.ts': [] },
  ],
  [
    'extension/domain imports lower layers only',
    { 'extension/domain/a.ts': ['../storage/b.ts'], 'extension/storage/b.ts': [] },
  ],
  [
    'extension imports neither proxy nor test',
    { 'extension/api/a.ts': ['../../proxy/b.ts'], 'proxy/b.ts': [] },
  ],
  ['no file cycles', { 'proxy/auth/a.ts': ['./b.ts'], 'proxy/auth/b.ts': ['./a.ts'] }],
  [
    'no folder cycles',
    {
      'proxy/first/a.ts': ['../second/b.ts'],
      'proxy/first/c.ts': [],
      'proxy/second/b.ts': [],
      'proxy/second/d.ts': ['../first/c.ts'],
    },
  ],
])('the import check reports: %s', async (rule, files) => {
  expect(await violations(files)).toContain(rule);
});

test('the import check accepts imports of lower layers', async () => {
  const files = { 'proxy/auth/a.ts': ['../store/b.ts'], 'proxy/store/b.ts': [] };
  expect(await violations(files)).toEqual([]);
});
