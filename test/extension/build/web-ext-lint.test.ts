import { expect, test } from 'vitest';
import { BUILT_EXTENSION } from '../../support/build/built-extension.ts';
import { runTool } from '../../support/build/tools.ts';

type Finding = Record<'code' | 'file' | 'message', string>;
type Report = Record<'errors' | 'warnings' | 'notices', Finding[]>;

test('web-ext lint reports nothing but two assignments in React itself', {
  timeout: 120_000,
}, async () => {
  const folder = BUILT_EXTENSION.firefox;
  const args = ['lint', '--source-dir', folder, '--output', 'json', '--no-config-discovery'];
  const { output } = await runTool('web-ext', args, { shown: false });
  const { errors, warnings, notices }: Report = JSON.parse(output.slice(output.indexOf('{')));
  expect(errors).toEqual([]);
  expect(notices).toEqual([]);
  expect(warnings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'UNSAFE_VAR_ASSIGNMENT: Unsafe assignment to innerHTML',
    'UNSAFE_VAR_ASSIGNMENT: Unsafe assignment to innerHTML',
  ]);
  // React DOM sets innerHTML where a component asks for it by name, and in one place of its own.
  expect(new Set(warnings.map(({ file }) => file)).size).toBe(1);
});
