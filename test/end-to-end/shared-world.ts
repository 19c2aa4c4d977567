import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { openWorld, type World, type WorldOptions } from '../world/world.ts';
import { BROWSERS, type Define, type Topic } from './topic.ts';

/** Tests change balances faster than people do, and sign in more often. */
const SETTINGS = { USERINFO_MAX_AGE: '0', RATE_LIMIT_SIGN_IN: '0' };

/** The same tests in each browser: both browsers at the same time, the tests of one in turn. */
export function inEachBrowser(
  title: string,
  options: Omit<WorldOptions, 'browser'>,
  define: Define,
): void {
  describe.concurrent.each(BROWSERS)('%s', (browser) => {
    const defineAll = () => define(shareWorld({ ...options, browser }), browser);
    describe(title, { concurrent: false }, defineAll);
  });
}

/** The tests of all these topics, with one start of each browser: a start takes as long as several tests. */
export function topicsInEachBrowser(title: string, topics: readonly Topic[]): void {
  inEachBrowser(title, {}, (theWorld, browser) => {
    for (const { title, define, browsers } of topics) {
      if (browsers.includes(browser)) describe(title, () => define(theWorld, browser));
    }
  });
}

/** One world for the tests of a block, as new before each of them. */
function shareWorld(options: WorldOptions): () => World {
  let world: World | undefined;
  beforeAll(async () => {
    world = await openWorld({ ...options, settings: { ...SETTINGS, ...options.settings } });
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
