import { describe, expect, test } from 'vitest';
import type { TestModule } from 'vitest/node';
import { countTests, plainLine } from '../support/runner/plain-line.ts';
import { preparationFor } from '../support/runner/projects.ts';

function module(state: string, results: string[] = []): TestModule {
  const tests = results.map((result) => ({ result: () => ({ state: result }) }));
  return { state: () => state, children: { allTests: () => tests } } as unknown as TestModule;
}

describe('the plain line', () => {
  test('counts the tests of all files', () => {
    const modules = [
      module('passed', ['passed', 'skipped']),
      module('failed', ['passed', 'failed']),
    ];
    expect(plainLine(countTests(modules, 0))).toBe('2 passed, 1 failed, 1 skipped');
  });

  test('leaves skipped tests unmentioned where there are none', () => {
    expect(plainLine(countTests([module('passed', ['passed'])], 0))).toBe('1 passed, 0 failed');
  });

  test('a file that did not load is a failure', () => {
    expect(plainLine(countTests([module('failed')], 0))).toBe('0 passed, 1 failed');
  });

  test('so is an error outside the tests, and a test without an end', () => {
    expect(plainLine(countTests([module('passed', ['passed', 'pending'])], 2))).toBe(
      '1 passed, 3 failed',
    );
  });
});

/** What the tests of hosting run; there is no systemd outside Linux. */
const HOSTING =
  process.platform === 'linux' ? ['nginx', 'caddy', 'systemd-analyze'] : ['nginx', 'caddy'];

describe('what is made ready', () => {
  const everything = { programs: ['redis', ...HOSTING, 'chromium', 'firefox'], extension: true };

  test.each([[[]], [['some-file']], [['--project', '*']]])('%j: everything', (args) => {
    expect(preparationFor(args)).toEqual(everything);
  });

  test.each([
    [['--project', 'proxy'], { programs: ['redis'], extension: false }],
    [['--project=extension'], { programs: [], extension: true }],
    [
      ['--project=proxy', '--project', 'end-*'],
      { programs: ['redis', 'chromium', 'firefox', 'nginx'], extension: true },
    ],
    [
      ['--project=!end-to-end', '--project=!commands'],
      { programs: ['redis', ...HOSTING], extension: true },
    ],
  ])('%j: what these projects need', (args, preparation) => {
    expect(preparationFor(args)).toEqual(preparation);
  });
});
