import { writeSync } from 'node:fs';
import type { Reporter, TestModule, Vitest } from 'vitest/node';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** `3 passed, 0 failed`, followed by `, 1 skipped` if tests were skipped. */
export function plainLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Counts the tests of all projects. A file that failed without a failed test in it (it did not load,
 * or a hook broke) counts as one failure, and so does each error outside any test, and a test that
 * never came to an end.
 */
export function countTests(modules: readonly TestModule[], unhandledErrors: number): Counts {
  const counts: Counts = { passed: 0, failed: unhandledErrors, skipped: 0 };
  for (const module of modules) {
    const failedBefore = counts.failed;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed++;
      else if (state === 'skipped') counts.skipped++;
      else counts.failed++;
    }
    const brokenOutsideTests = module.state() === 'failed' && counts.failed === failedBefore;
    if (brokenOutsideTests) counts.failed++;
  }
  return counts;
}

/** Prints the plain line as the last line of the output, after other reporters and Vitest itself. */
export default class PlainLineReporter implements Reporter {
  #line: string | undefined;

  onInit(_vitest: Vitest): void {
    process.once('exit', () => {
      if (this.#line) writeSync(1, `${this.#line}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    this.#line = plainLine(countTests(modules, unhandledErrors.length));
  }
}
