import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { BrowserUnderTest } from '../support/browsers/browser-under-test.ts';
import { idOf } from '../support/browsers/chromium/preferences.ts';
import type { BrowserName, LaunchOptions } from '../support/browsers/engine.ts';
import { WARM_PROFILE } from '../support/browsers/firefox/warm-profile.ts';
import {
  packCrx,
  packXpi,
  serveFiles,
  updateManifest,
} from '../support/browsers/forced-installation.ts';
import { chromiumPolicyFile, firefoxWithPolicies } from '../support/browsers/policy-files.ts';
import type { View } from '../support/browsers/view.ts';
import { BUILT_EXTENSION } from '../support/build/built-extension.ts';
import { browserProgram } from '../support/environment/browser-program.ts';
import { openServers } from '../support/environment/servers.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { NIGHTLY } from '../support/runner/nightly.ts';
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

/** Makes a policy file, and a copy of the extension with an id of its own, so that no other test gets the policy. */
function prepareChromium(context: TestContext) {
  const executable = browserProgram('chromium');
  const file = orSkip(context, () => chromiumPolicyFile(executable));
  context.onTestFinished(() => file.remove());
  const extension = join(emptyFolder(context), 'extension');
  cpSync(BUILT_EXTENSION.chromium, extension, { recursive: true });
  return { executable, file, extension };
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

const managedBy = ({ proxy }: Awaited<ReturnType<typeof openProxy>>) => ({
  proxyUrl: proxy.url,
  topUp: false,
  welcome: false,
});

/** Checks that a user finds the extension ready: nothing to allow, and no welcome page. */
async function isReady(browser: BrowserUnderTest): Promise<void> {
  const welcomed = Date.now() + 6_000;
  expect(await browser.grantedHosts()).toEqual(['http://localhost/*']);
  // The extension waits five seconds for the policy before it opens the page.
  await until('a late welcome page', () => Date.now() > welcomed);
  expect(await browser.welcomePage()).toBeNull();
}

const nightly = test.skipIf(!NIGHTLY);

describe.concurrent('a policy of the browser', () => {
  test('is followed in Chromium, also when it changes', async (context) => {
    const { executable, file, extension } = prepareChromium(context);
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

// Not beside the tests above: Chromium tests of one process write the same policy file.
describe('an installation by a policy', () => {
  nightly('[nightly: slow] needs no click in Chromium', async (context) => {
    const { executable, file, extension } = prepareChromium(context);
    const { id, crx } = packCrx(executable, extension);
    // Only the browser of this test reaches this address, but all Chromiums of the machine read the policy.
    const store = 'http://localhost:8321';
    const manifest = updateManifest(id, packageJson.version, `${store}/extension.crx`);
    const files = { '/update.xml': manifest, '/extension.crx': crx };
    const routes = { 'localhost:8321': await serveFiles(files, context) };
    const servers = await openProxy(context);
    const forced = {
      installation_mode: 'force_installed',
      update_url: `${store}/update.xml`,
      // Allows to reach a host that is blocked, and grants no permission for it.
      runtime_allowed_hosts: ['https://wallet.example.com'],
    };
    file.write({
      // By default nobody may inspect an extension that a policy installs, and no test could.
      DeveloperToolsAvailability: 1,
      ExtensionSettings: { [id]: forced },
      '3rdparty': { extensions: { [id]: managedBy(servers) } },
    });
    const launch = { extension, executable, forcedId: id, welcomes: false, routes };
    const { browser } = await signInWithPolicy('chromium', launch, servers, context);
    await isReady(browser);
  });

  nightly('[nightly: slow] needs no click in Firefox', async (context) => {
    const extension = BUILT_EXTENSION.firefox;
    const port = await serveFiles({ '/extension.xpi': await packXpi(extension) }, context);
    const servers = await openProxy(context);
    const id = 'balance-companion@self-hosted';
    const forced = {
      installation_mode: 'force_installed',
      install_url: `http://localhost:${port}/extension.xpi`,
    };
    const policies = {
      // Mozilla has not signed the package.
      Preferences: { 'xpinstall.signatures.required': { Value: false, Status: 'locked' } },
      ExtensionSettings: { [id]: forced },
      '3rdparty': { Extensions: { [id]: managedBy(servers) } },
    };
    const executable = orSkip(context, () =>
      firefoxWithPolicies(browserProgram('firefox'), emptyFolder(context), policies),
    );
    const launch = { extension, executable, forcedId: id, welcomes: false };
    const { browser } = await signInWithPolicy('firefox', launch, servers, context);
    await isReady(browser);
  });
});
