import { expect, test } from 'vitest';
import type { TestModule } from 'vitest/node';
import { countTests, plainLine } from '../support/runner/plain-line.ts';

function module(state: string, results: string[] = []): TestModule {
  const tests = results.map((result) => ({ result: () => ({ state: result }) }));
  return { state: () => state, children: { allTests: () => tests } } as unknown as TestModule;
}

test.each([
  ['a skipped test', [module('passed', ['passed', 'skipped'])], 0, '1 passed, 0 failed, 1 skipped'],
  ['a failed test', [module('failed', ['passed', 'failed'])], 0, '1 passed, 1 failed'],
  ['a file that did not load', [module('failed')], 0, '0 passed, 1 failed'],
  [
    'errors outside tests, and a test without an end',
    [module('passed', ['passed', 'pending'])],
    2,
    '1 passed, 3 failed',
  ],
])('the last line counts %s', (_what, modules, errors, line) => {
  expect(plainLine(countTests(modules, errors))).toBe(line);
});
