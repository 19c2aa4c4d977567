import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of one browser each, with nearly all suites. They take minutes, so they start first. */
const LONGEST = ['/end-to-end/chromium.test.ts', '/end-to-end/firefox.test.ts'];

/** The commands start browsers and servers of their own, so they wait until the browsers above have ended. */
const LAST = '/test/commands/';

/** Starts the longest files first, so that the others run beside them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      if (LONGEST.some((path) => moduleId.endsWith(path))) return 0;
      return moduleId.includes(LAST) ? 2 : 1;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
