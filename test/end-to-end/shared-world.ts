import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import type { BrowserName } from '../browsers/browser-under-test.ts';
import { openWorld, type World, type WorldOptions } from '../world/world.ts';

export const BROWSERS = ['chromium', 'firefox'] as const satisfies readonly BrowserName[];

/** Tests change balances faster than people do, and sign in more often. */
const SETTINGS = { USERINFO_MAX_AGE: '0', RATE_LIMIT_SIGN_IN: '0' };

/** Defines tests, given what gives the world that they share. */
type Define = (theWorld: () => World) => void;

/** The same tests in each browser. */
export function inEachBrowser(
  title: string,
  options: Omit<WorldOptions, 'browser'>,
  define: Define,
): void {
  const worlds = BROWSERS.map((browser) => [browser, { ...options, browser }] as const);
  sideBySide(title, Object.fromEntries(worlds), define);
}

/** The same tests in several worlds: all worlds at the same time, the tests of one in turn. */
export function sideBySide(
  title: string,
  worlds: Readonly<Record<string, WorldOptions>>,
  define: Define,
): void {
  describe.concurrent.each(Object.entries(worlds))('%s', (_, options) => {
    describe(title, { concurrent: false }, () => define(shareWorld(options)));
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
