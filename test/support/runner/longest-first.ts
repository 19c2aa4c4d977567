import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of one browser each, with nearly all suites. They take minutes, so they start first. */
const LONGEST = /\/end-to-end\/(?:chromium|firefox)\.test\.ts$/u;

/** Files that start browsers and servers of their own. They wait until the browsers above have ended. */
const LAST = /\/test\/(?:commands|end-to-end)\//u;

/** Starts the longest files first, so that the others run beside them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      LONGEST.test(moduleId) ? 0 : LAST.test(moduleId) ? 2 : 1;
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
