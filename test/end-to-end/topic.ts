import type { BrowserName } from '../support/browsers/browser-under-test.ts';
import type { TestEnvironment } from '../support/environment/test-environment.ts';

export const BROWSERS = ['chromium', 'firefox'] as const satisfies readonly BrowserName[];

/** Defines tests, given what gives the world that they share. */
export type Define = (theWorld: () => TestEnvironment) => void;

/** Tests of one subject, for a world that they share with those of others. */
export interface Topic {
  readonly title: string;
  readonly define: Define;
  readonly browsers: readonly BrowserName[];
}

/** Tests that need nothing but a world as it comes; in each browser, unless said. */
export function topic(
  title: string,
  define: Define,
  browsers: readonly BrowserName[] = BROWSERS,
): Topic {
  return { title, define, browsers };
}
