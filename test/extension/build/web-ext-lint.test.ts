import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUILT_EXTENSION } from '../../support/build/built-extension.ts';
import { runTool } from '../../support/build/tools.ts';

interface Finding {
  code: string;
  file: string;
  message: string;
}

interface Report {
  errors: Finding[];
  warnings: Finding[];
  notices: Finding[];
}

/** What Mozilla's linter, which its store runs on every package, finds in a folder. */
async function lint(folder: string): Promise<Report> {
  const args = ['lint', '--source-dir', folder, '--output', 'json', '--no-config-discovery'];
  const { output } = await runTool('web-ext', args, { shown: false });
  return JSON.parse(output.slice(output.indexOf('{')));
}

const PATIENCE = { timeout: 120_000 };

test(
  'web-ext lint finds nothing in the extension but the two assignments in React itself',
  PATIENCE,
  async () => {
    const { errors, warnings, notices } = await lint(BUILT_EXTENSION.firefox);
    expect(errors).toEqual([]);
    expect(notices).toEqual([]);
    expect(warnings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'UNSAFE_VAR_ASSIGNMENT: Unsafe assignment to innerHTML',
      'UNSAFE_VAR_ASSIGNMENT: Unsafe assignment to innerHTML',
    ]);
    // React DOM sets innerHTML where a component asks for it by name, and in one place of its own.
    expect(new Set(warnings.map(({ file }) => file)).size).toBe(1);
  },
);

test(
  'web-ext lint would find a script from elsewhere, and code made from text',
  PATIENCE,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'balance-companion-lint-'));
    try {
      cpSync(BUILT_EXTENSION.firefox, folder, { recursive: true });
      writeFileSync(
        join(folder, 'popup.html'),
        '<!doctype html><script src="https://elsewhere.example/code.js"></script>',
      );
      writeFileSync(join(folder, 'background.js'), 'eval("1 + 1")');
      const { errors, warnings } = await lint(folder);
      const codes = [...errors, ...warnings].map(({ code }) => code);
      expect(codes).toContain('REMOTE_SCRIPT');
      expect(codes).toContain('DANGEROUS_EVAL');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
