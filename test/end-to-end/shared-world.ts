import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import {
  openTestEnvironment,
  type TestEnvironment,
  type TestEnvironmentOptions,
} from '../support/environment/test-environment.ts';
import { BROWSERS, type Define, type Topic, topic } from './topic.ts';

/** Tests change balances faster than people do, and sign in more often. */
const SETTINGS = { USERINFO_MAX_AGE: '0', RATE_LIMIT_SIGN_IN: '0' };

/** The same tests in each browser. */
export function inEachBrowser(
  title: string,
  options: Omit<TestEnvironmentOptions, 'browser'>,
  define: Define,
): void {
  topicsInEachBrowser([topic(title, define)], options);
}

/**
 * The tests of all these topics with one start of each browser, which takes as long as several tests: both
 * browsers at the same time, the tests of one in turn.
 */
export function topicsInEachBrowser(
  topics: readonly Topic[],
  options: Omit<TestEnvironmentOptions, 'browser'> = {},
): void {
  describe.concurrent.each(BROWSERS)('%s', (browser) => {
    describe('in one world', { concurrent: false }, () => {
      const theWorld = shareWorld({ ...options, browser });
      for (const { title, define, browsers } of topics) {
        if (browsers.includes(browser)) describe(title, () => define(theWorld));
      }
    });
  });
}

/** One world for the tests of a block, as new before each of them. */
function shareWorld(options: TestEnvironmentOptions): () => TestEnvironment {
  let world: TestEnvironment | undefined;
  beforeAll(async () => {
    world = await openTestEnvironment({
      ...options,
      settings: { ...SETTINGS, ...options.settings },
    });
  });
  let isNew = true;
  beforeEach(async () => {
    if (!isNew) await world?.reset();
    isNew = false;
  });
  afterAll(() => world?.close());
  return () => {
    if (!world) throw new Error('The world has not been opened.');
    return world;
  };
}
