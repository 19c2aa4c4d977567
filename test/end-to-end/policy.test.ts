import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import { BrowserUnderTest } from '../support/browsers/browser-under-test.ts';
import { idOf } from '../support/browsers/chromium/preferences.ts';
import type { BrowserName, LaunchOptions } from '../support/browsers/engine.ts';
import { WARM_PROFILE } from '../support/browsers/firefox/warm-profile.ts';
import { chromiumPolicyFile, firefoxWithPolicies } from '../support/browsers/policy-files.ts';
import type { View } from '../support/browsers/view.ts';
import { BUILT_EXTENSION } from '../support/build/built-extension.ts';
import { browserProgram } from '../support/environment/browser-program.ts';
import { openServers } from '../support/environment/servers.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { showsBalance } from '../support/user/assertions.ts';
import { tEnglish as t } from '../support/user/messages.ts';
import { signInOverHttp } from '../support/user/signed-in-accounts.ts';
import { createUser } from '../support/user/user-actions.ts';
import { until } from '../support/waiting/until.ts';
import { CONFIG } from './suite.ts';

async function openProxy(context: TestContext) {
  const servers = await openServers({ env: CONFIG });
  context.onTestFinished(() => servers.close());
  return servers;
}

/** Skips the test if what it needs cannot be prepared. The reason says what to do. */
function orSkip<T>(context: TestContext, prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    return context.skip((error as Error).message);
  }
}

/** Starts a browser, waits for the address of the policy and signs in there. */
async function signInWithPolicy(
  name: BrowserName,
  launch: LaunchOptions,
  servers: Awaited<ReturnType<typeof openProxy>>,
  context: TestContext,
) {
  const browser = await BrowserUnderTest.launch(name, launch);
  context.onTestFinished(() => browser.close());
  await until('the address of the policy', async () => {
    const { local } = await browser.storage();
    return local.proxyAddress === servers.proxy.url;
  });
  const account = createUser(servers);
  await signInOverHttp(browser, [{ env: servers, account }]);
  const popup = await browser.openPopup();
  await showsBalance(popup, account.balanceFormatted);
  await popup.waitFor('button', t('actionRefresh'));
  expect(await popup.text()).not.toContain(t('actionTopUp'));
  return { browser, popup, account };
}

/** Waits until these settings, by their ids, are those that say that the organization manages them. */
function showsManaged(options: View, ids: readonly string[]): Promise<true> {
  let seen: string[] = [];
  return until(
    () => `the managed settings ${ids}, not ${seen}`,
    async () => {
      seen = await options.evaluate(
        (managed) =>
          [...document.querySelectorAll(':disabled[id]')]
            .map(({ id }) => id)
            .filter((id) =>
              document.getElementById(`${id}-hint`)?.textContent?.startsWith(managed),
            ),
        t('managed'),
      );
      return seen.join() === ids.join();
    },
  );
}

describe.concurrent('a policy of the browser', () => {
  test('is followed in Chromium, also when it changes', async (context) => {
    const executable = browserProgram('chromium');
    const file = orSkip(context, () => chromiumPolicyFile(executable));
    context.onTestFinished(() => file.remove());
    // An extension in a folder of its own has an id of its own, so that no other test gets the policy.
    const extension = join(emptyFolder(context), 'extension');
    cpSync(BUILT_EXTENSION.chromium, extension, { recursive: true });
    const setPolicy = (policy: object) =>
      file.write({ '3rdparty': { extensions: { [idOf(extension)]: policy } } });

    const servers = await openProxy(context);
    const policy = { proxyUrl: servers.proxy.url, refreshMinutes: 30, topUp: false };
    setPolicy(policy);
    const launch = { extension, executable };
    const signedIn = await signInWithPolicy('chromium', launch, servers, context);
    const { browser, popup, account } = signedIn;
    const options = await browser.openOptionsPage();
    await showsManaged(options, ['minutes']);
    await until('a badge', async () => (await browser.badge()).text);
    const cookies = await browser.cookies();

    setPolicy({ ...policy, proxyUrlLocked: true, notifyBelow: 5, badge: false });
    await showsManaged(options, ['proxy-address', 'threshold', 'minutes', 'badge']);
    await until('no badge', async () => (await browser.badge()).text === '');
    const { local } = await browser.storage();
    expect(local).toMatchObject({
      account: { phase: 'signed_in' },
      proxyAddress: servers.proxy.url,
    });
    expect(await browser.cookies()).toEqual(cookies);
    await showsBalance(popup, account.balanceFormatted);
  });

  test('is followed in Firefox, which shows no welcome page', async (context) => {
    const servers = await openProxy(context);
    const policy = {
      proxyUrl: servers.proxy.url,
      proxyUrlLocked: true,
      notifyBelow: 5,
      topUp: false,
      welcome: false,
    };
    const policies = { '3rdparty': { Extensions: { 'balance-companion@self-hosted': policy } } };
    const executable = orSkip(context, () =>
      firefoxWithPolicies(browserProgram('firefox'), emptyFolder(context), policies),
    );
    const launch = {
      extension: BUILT_EXTENSION.firefox,
      executable,
      welcomes: false,
      profile: process.env[WARM_PROFILE],
    };
    const { browser } = await signInWithPolicy('firefox', launch, servers, context);
    const options = await browser.openOptionsPage();
    await showsManaged(options, ['proxy-address', 'threshold']);
    expect(await browser.welcomePage()).toBeNull();
  });
});
