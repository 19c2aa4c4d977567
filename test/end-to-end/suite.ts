import { afterAll, beforeAll, beforeEach, describe, type TestContext, test } from 'vitest';
import { INITIAL_LIST } from '../../extension/domain/account-list.ts';
import type { View } from '../support/browsers/view.ts';
import {
  openTestEnvironment,
  type TestEnvironment,
  type TestEnvironmentOptions,
} from '../support/environment/test-environment.ts';
import type { Account } from '../support/fake-platform/platform.ts';
import { NIGHTLY } from '../support/runner/nightly.ts';
import { showsBalance } from '../support/user/assertions.ts';
import { signInOverHttp } from '../support/user/signed-in-accounts.ts';
import { createUser } from '../support/user/user-actions.ts';

export const BROWSERS = ['chromium', 'firefox'] as const;

/** For suites of parts that other suites test in Firefox for each change: Firefox runs them every night. */
export const FIREFOX_AT_NIGHT = NIGHTLY ? BROWSERS : (['chromium'] as const);

/** Defines a test that runs in the environment of its suite. */
type DefineTest = (
  title: string,
  run: (env: TestEnvironment, context: TestContext) => Promise<void>,
) => void;

/** Tests of one subject. */
export interface Suite {
  readonly title: string;
  readonly define: (test: DefineTest) => void;
  readonly browsers: readonly (typeof BROWSERS)[number][];
}

/** Defines a suite that runs in each of `browsers`. */
export function suite(title: string, browsers: Suite['browsers'], define: Suite['define']): Suite {
  return { title, browsers, define };
}

/** Tests change balances and sign in more often than users do. */
export const CONFIG = { USERINFO_MAX_AGE: '0', RATE_LIMIT_SIGN_IN: '0' };

interface SuitesOptions extends Omit<TestEnvironmentOptions, 'browser'> {
  readonly browsers?: Suite['browsers'];
}

/**
 * Runs the suites in both browsers at the same time, or in those of `browsers`. All suites share one start of each
 * browser, because a start takes as long as several tests. The environment is reset before each test.
 */
export function runSuites(
  suites: readonly Suite[],
  { browsers: named = BROWSERS, ...options }: SuitesOptions = {},
): void {
  const needed = named.filter((one) => suites.some(({ browsers }) => browsers.includes(one)));
  describe.concurrent.each(needed)('%s', (browser) => {
    describe('in one environment', { concurrent: false }, () => {
      let environment: TestEnvironment;
      let isNew = true;
      beforeAll(async () => {
        const env = { ...CONFIG, ...options.env };
        environment = await openTestEnvironment({ ...options, browser, env });
      });
      beforeEach(async () => {
        if (!isNew) await environment.reset();
        isNew = false;
        // With a stored list, the background does not look for sessions and changes no list of a test.
        await environment.browser.store({ accounts: INITIAL_LIST });
      });
      afterAll(() => environment?.close());
      const defineTest: DefineTest = (title, run) =>
        test(title, (context) => run(environment, context));
      for (const { title, define, browsers } of suites) {
        if (browsers.includes(browser)) describe(title, () => define(defineTest));
      }
    });
  });
}

/**
 * Signs a new user in over HTTP, gives the browser the session cookie and opens the popup, which then shows the
 * balance. Faster than a sign-in through the login window.
 */
export async function openWithNewSession(
  environment: TestEnvironment,
): Promise<{ account: Account; popup: View }> {
  const { browser } = environment;
  const account = createUser(environment);
  await signInOverHttp(browser, [{ env: environment, account }]);
  const popup = await browser.openPopup();
  await showsBalance(popup, account.balanceFormatted);
  return { account, popup };
}
